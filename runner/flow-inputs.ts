import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserMistake } from './failure';
import { parsePair } from './flow-options';

export interface GivenInputs {
  /** `name=value`, as written on the command line. They go before those of the file. */
  readonly input?: readonly string[];
  /** A JSON file with the inputs by name, or data as JSON Lines of which the first record counts. */
  readonly inputsFile?: string;
}

/** @throws UserMistake for a pair without a name, or a file that holds no inputs */
export async function readInputs({ input = [], inputsFile }: GivenInputs): Promise<Record<string, unknown>> {
  const fromFile = inputsFile === undefined ? {} : await readInputsFile(resolve(inputsFile));
  return { ...fromFile, ...Object.fromEntries(input.map((pair) => parsePair('--input', pair))) };
}

async function readInputsFile(file: string): Promise<Record<string, unknown>> {
  let parsed: unknown;
  try {
    const { parseJson, readFirstRow } = await import('../engine');
    parsed = file.endsWith('.jsonl') ? await readFirstRow(file) : parseJson(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserMistake(`The inputs file ${file} cannot be read: ${(error as Error).message}`);
  }
  // The engine's own parser keeps 1.0 apart from 1, which Python code can tell.
  if (!(parsed instanceof Map)) {
    throw new UserMistake(`The inputs file ${file} must hold one JSON object: the inputs by name.`);
  }
  return Object.fromEntries(parsed) as Record<string, unknown>;
}
