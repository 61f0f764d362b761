import type { Connection } from '../connection';
import { FlowError } from '../error';
import { formatJson } from '../values/format-json';
import { str } from '../values/python-text';
import { isDict, isList, type Dict, type Value } from '../values/value';
import { connectionType, connectionTypes, formOf } from './forms';

/** Fields that describe a connection's file and not its service. */
const descriptive = new Set(['$schema', 'name', 'type', 'module', 'configs', 'secrets', 'value', 'class', 'id']);

/**
 * Reads the body of a connection, as its YAML or JSON file writes it. A missing `type` is guessed from the fields only
 * where `guess` allows it: files must say it. Throws a `FlowError` that names `origin` and never shows a secret.
 */
export function parseConnection(
  body: Value,
  origin: string,
  options: { readonly name?: string; readonly guess?: boolean } = {},
): Connection {
  const fail = (message: string): never => {
    throw new FlowError('ValidationException', `${message} See ${origin}.`);
  };
  if (!isDict(body)) return fail('A connection must be a mapping of its fields.');
  const nested = body.get('value');
  const fields: Dict = isDict(nested) ? new Map([...body, ...nested]) : body;
  const name = options.name ?? text(fields.get('name'));
  if (name === undefined) return fail('The connection has no name.');
  const type = readType(fields, options.guess === true, fail);
  const form = formOf(type);
  const isSecret = (field: string): boolean => form?.secrets.includes(field) ?? false;
  const flat = [...fields].map(([key, value]) => [str(key), value] as const).filter(([key]) => !descriptive.has(key));
  const connection = {
    name,
    type,
    configs: { ...texts(flat.filter(([key]) => !isSecret(key))), ...texts(mapping(fields, 'configs', fail)) },
    secrets: { ...texts(flat.filter(([key]) => isSecret(key))), ...texts(mapping(fields, 'secrets', fail)) },
  };
  if (type === 'custom' && Object.keys(connection.secrets).length === 0) {
    return fail(`Custom connection '${name}' has no secrets; it needs at least one under secrets.`);
  }
  return connection;
}

function readType(fields: Dict, guess: boolean, fail: (message: string) => never): string {
  const written = text(fields.get('type')) ?? text(fields.get('class'));
  if (written === undefined) return guess ? guessType(fields) : fail('type is required for connection.');
  if (fields.get('custom_type') !== undefined && written === 'custom') return 'custom';
  const supported = connectionTypes.join(', ');
  return (
    connectionType(written) ?? fail(`Connection type '${written}' is not supported. Supported types are: ${supported}.`)
  );
}

function guessType(fields: Dict): string {
  if (fields.has('api_base')) return 'azure_open_ai';
  const isOpenAi = fields.has('api_key') && [...fields.keys()].every((key) => openAiFields.has(str(key)));
  return isOpenAi ? 'open_ai' : 'custom';
}

const openAiFields = new Set(['api_key', 'organization', 'base_url', 'name']);

function mapping(fields: Dict, key: string, fail: (message: string) => never): readonly (readonly [string, Value])[] {
  const value = fields.get(key) ?? null;
  if (value === null) return [];
  return isDict(value) ? [...value].map(([field, item]) => [str(field), item]) : fail(`The ${key} must be a mapping.`);
}

function texts(entries: readonly (readonly [string, Value])[]): Record<string, string> {
  const known = entries.filter(([, value]) => value !== null);
  return Object.fromEntries(
    known.map(([key, value]) => [key, isDict(value) || isList(value) ? formatJson(value) : str(value)]),
  );
}

function text(value: Value | undefined): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : str(value);
}
