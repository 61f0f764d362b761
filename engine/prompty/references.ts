import { existsSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { FlowError } from '../error';
import { parseYaml } from '../load/yaml';
import { parseJson } from '../values/parse-json';
import { isDict, isList, type Value } from '../values/value';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Texts that are nothing but `${env:NAME}` or `${file:path}`, replaced by what they name. Unset variables stay as written. */
export function resolveReferences(value: Value, folder: string, variables: Variables): Value {
  if (isDict(value)) {
    return new Map([...value].map(([key, item]) => [key, resolveReferences(item, folder, variables)]));
  }
  if (isList(value)) return value.map((item) => resolveReferences(item, folder, variables));
  if (typeof value !== 'string') return value;
  const [, kind, name = ''] = /^\$\{(env|file):(.*)\}$/.exec(value) ?? [];
  if (kind === 'env') return variables[name] ?? value;
  return kind === 'file' ? readReferenced(resolve(folder, name)) : value;
}

/** The content of a file: data where it is JSON or YAML, else text. */
export function readReferenced(file: string): Value {
  if (!existsSync(file)) throw new FlowError('UserErrorException', `Cannot find the reference file ${file}.`, { file });
  const text = readFileSync(file, 'utf8');
  switch (extname(file).toLowerCase()) {
    case '.json':
      return parseData(text, file);
    case '.yaml':
    case '.yml':
      return parseYaml(text, file);
    default:
      return text;
  }
}

function parseData(text: string, file: string): Value {
  try {
    return parseJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FlowError('UserErrorException', `${file} is not valid JSON: ${reason}`, { file, cause: error });
  }
}
