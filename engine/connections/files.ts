import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { parseEnv } from 'node:util';
import type { Connection } from '../connection';
import { FlowError } from '../error';
import { parseJson } from '../values/parse-json';
import { isDict, type Value } from '../values/value';
import { str } from '../values/python-text';
import { parseConnection } from './parse';

/**
 * Reads the connections of a YAML or JSON file: one body with its `name`, or several as a mapping by name. A file that
 * ends in `.env` holds one connection a variable, as JSON. Rejects with a `FlowError` that says what is wrong with it.
 */
export async function readConnectionFile(file: string): Promise<readonly Connection[]> {
  if (file.endsWith('.env')) {
    const variables = Object.entries(await readEnvironmentFile(file));
    return variables.flatMap(([name, text]) => connectionFromJson(name, text, file) ?? []);
  }
  const body = await readBody(file);
  if (isDict(body) && !body.has('type') && body.size > 0 && [...body.values()].every(isDict)) {
    return [...body].map(([name, fields]) => parseConnection(fields, file, { name: str(name) }));
  }
  return [parseConnection(body, file)];
}

/** The variables of a `.env` file. A value that is a JSON object is taken as written, whatever signs are in it. */
export async function readEnvironmentFile(file: string): Promise<Readonly<Record<string, string>>> {
  const text = await readText(file);
  const objects: Record<string, string> = {};
  const others = text.split(/\r?\n/).filter((line) => {
    const [, name, value] = /^\s*(?:export\s+)?([^\s=#]+)\s*=\s*(\{.*\})\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined || parsed(value) === undefined) return true;
    objects[name] = value;
    return false;
  });
  return { ...(parseEnv(others.join('\n')) as Record<string, string>), ...objects };
}

/** The connection that a variable holds as a JSON object; undefined if it holds anything else. */
export function connectionFromJson(name: string, text: string, origin: string): Connection | undefined {
  const body = parsed(text);
  return isDict(body) ? parseConnection(body, `${name} in ${origin}`, { name, guess: true }) : undefined;
}

async function readBody(file: string): Promise<Value> {
  const text = await readText(file);
  if (extname(file) !== '.json') return (await import('../load/yaml')).parseYaml(text, file);
  try {
    return parseJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FlowError('ValidationException', `${file} is not valid JSON: ${reason}`, { file, cause: error });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FlowError('UserErrorException', `${file} cannot be read: ${reason}`, { file, cause: error });
  }
}

function parsed(text: string): Value | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
