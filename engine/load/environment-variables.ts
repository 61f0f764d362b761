import type { ConnectionProvider } from '../connection';
import { formOf } from '../connections/forms';
import { FlowError } from '../error';
import { formatJson } from '../values/format-json';
import { str } from '../values/python-text';
import { isDict, isList, type Value } from '../values/value';

/**
 * The variables that a flow's tools see: those of its YAML, then what the caller sets. `${connection.field}` is replaced
 * by that field; dicts and lists become JSON text, other scalars Python's text.
 */
export async function resolveEnvironmentVariables(
  declared: ReadonlyMap<string, Value>,
  given: Readonly<Record<string, string>>,
  connections: ConnectionProvider | undefined,
): Promise<Readonly<Record<string, string>>> {
  const texts = [...declared].map(([name, value]) => [name, variableText(value)] as const);
  const variables = { ...Object.fromEntries(texts), ...given };
  const resolved = Object.entries(variables).map(
    async ([name, text]) => [name, await connectionField(name, text, connections)] as const,
  );
  return Object.fromEntries(await Promise.all(resolved));
}

function variableText(value: Value): string {
  return isDict(value) || isList(value) ? formatJson(value) : str(value);
}

async function connectionField(
  variable: string,
  text: string,
  connections: ConnectionProvider | undefined,
): Promise<string> {
  const [, name, field] = /^\$\{([^.{}]+)\.([^.{}]+)\}$/.exec(text) ?? [];
  if (name === undefined || field === undefined || connections === undefined) return text;
  const connection = await connections.get(name).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Get connection '${name}' for environment variable '${variable}' error: ${reason}`;
    throw new FlowError('GetConnectionError', message, { cause: error });
  });
  const value = connection.configs[field] ?? connection.secrets[field] ?? formOf(connection.type)?.defaults?.[field];
  if (value === undefined) {
    const message = `The environment variable ${variable} refers to '${field}' of connection '${name}', which has no such field.`;
    throw new FlowError('InvalidFlowError', message);
  }
  return value;
}
