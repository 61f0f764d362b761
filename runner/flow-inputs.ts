import { resolve } from 'node:path';
import { parsePair } from './flow-options';
import { readJsonObject } from './json-file';

export interface GivenInputs {
  /** `name=value`, as written on the command line. They go before those of the file. */
  readonly input?: readonly string[];
  /** A JSON file with the inputs by name, or data as JSON Lines of which the first record counts. */
  readonly inputsFile?: string;
}

/** @throws UserMistake for a pair without a name, or a file that holds no inputs */
export async function readInputs({ input = [], inputsFile }: GivenInputs): Promise<Record<string, unknown>> {
  const fromFile = inputsFile === undefined ? {} : await readJsonObject('--inputs', resolve(inputsFile));
  return { ...fromFile, ...Object.fromEntries(input.map((pair) => parsePair('--input', pair))) };
}
