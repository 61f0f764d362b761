import { readFile } from 'node:fs/promises';
import { UserMistake } from './failure';

/** A JSON file with values by name. @throws UserMistake for a file that holds no such thing */
export async function readJsonObject(option: string, file: string): Promise<Record<string, unknown>> {
  let parsed: unknown;
  try {
    const { parseJson, readFirstRow } = await import('../engine');
    parsed = file.endsWith('.jsonl') ? await readFirstRow(file) : parseJson(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserMistake(`The file ${file} of ${option} cannot be read: ${(error as Error).message}`);
  }
  // The engine's own parser keeps 1.0 apart from 1, which Python code can tell.
  if (!(parsed instanceof Map)) {
    throw new UserMistake(`The file ${file} of ${option} must hold one JSON object: the values by name.`);
  }
  return Object.fromEntries(parsed) as Record<string, unknown>;
}
