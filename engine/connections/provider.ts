import type { Connection, ConnectionProvider } from '../connection';
import { connectionFromJson } from './files';
import { formOf } from './forms';

export interface ConnectionSources {
  /** Connections that were read from files; the last of one name wins. */
  readonly connections?: readonly Connection[];
  /**
   * Variables that may hold a whole connection as JSON (`<NAME>`), override one field (`<NAME>_<FIELD>`, in upper case)
   * or are named by a field's value (`${env:KEY}`). Usually this process's, with those of a `.env` file.
   */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Asked for what the others do not have. */
  readonly fallback?: ConnectionProvider;
}

/** Connections by name from files, then environment variables, then another provider, with fields overridden by variables. */
export function connectionsFrom(sources: ConnectionSources): ConnectionProvider {
  const { connections = [], environment = {}, fallback } = sources;
  const find = async (name: string): Promise<Connection> => {
    const given = connections.findLast((connection) => connection.name === name) ?? fromVariable(name, environment);
    if (given !== undefined) return given;
    if (fallback !== undefined) return fallback.get(name);
    const known = connections.map((connection) => connection.name).join(', ') || 'none';
    throw new Error(
      `there is no connection '${name}'. Connections that were given: ${known}. Give a file that defines it, or its JSON in the environment variable ${variableName(name)}.`,
    );
  };
  return {
    get: async (name) => complete(resolve(await find(name), environment)),
    ...(fallback?.token === undefined ? {} : { token: (scope: string) => tokenOf(fallback, scope) }),
  };
}

function tokenOf(provider: ConnectionProvider, scope: string): Promise<string> {
  return provider.token?.(scope) ?? Promise.reject(new Error('The connection provider gives no tokens.'));
}

function fromVariable(name: string, environment: Variables): Connection | undefined {
  for (const variable of [name, name.replaceAll(' ', '_'), variableName(name)]) {
    const text = environment[variable];
    const connection = text === undefined ? undefined : connectionFromJson(variable, text, 'the environment variables');
    if (connection !== undefined) return { ...connection, name };
  }
  return undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Sets overridden fields, and puts the variables' values in the place of `${env:KEY}`. */
function resolve(connection: Connection, environment: Variables): Connection {
  const { name, type, configs, secrets } = connection;
  const form = formOf(type);
  const fields = new Set([
    ...Object.keys(configs),
    ...Object.keys(secrets),
    ...(form === undefined ? [] : [...form.required, ...form.optional]),
  ]);
  const resolved: { configs: Record<string, string>; secrets: Record<string, string> } = { configs: {}, secrets: {} };
  for (const field of fields) {
    const override = overriding(`${name}_${field}`, environment);
    const value = override ?? configs[field] ?? secrets[field];
    if (value === undefined) continue;
    const isSecret = field in secrets || form?.secrets.includes(field) === true;
    resolved[isSecret ? 'secrets' : 'configs'][field] = fromEnvironment(
      value,
      `${field} of connection '${name}'`,
      environment,
    );
  }
  return { name, type, ...resolved };
}

/** Refuses a connection that lacks what its service cannot be reached without. */
function complete(connection: Connection): Connection {
  const { name, type, configs, secrets } = connection;
  const usesToken = configs['auth_mode'] === 'meid_token';
  const missing = (formOf(type)?.required ?? []).filter(
    (field) => configs[field] === undefined && secrets[field] === undefined && !(usesToken && field === 'api_key'),
  );
  if (missing.length === 0) return connection;
  const variable = variableName(`${name}_${missing[0] ?? ''}`);
  throw new Error(`connection '${name}' of type ${type} lacks ${missing.join(', ')}. Add it, or set ${variable}.`);
}

function fromEnvironment(value: string, what: string, environment: Variables): string {
  if (value === '<user-input>') {
    throw new Error(
      `the ${what} is to be given by the user. Set it in an environment variable and write \${env:NAME}.`,
    );
  }
  const [, key] = /^\$\{env:([^}]+)\}$/.exec(value.trim()) ?? [];
  if (key === undefined) return value;
  const found = environment[key.trim()];
  if (found !== undefined) return found;
  throw new Error(`Environment variable ${key} is not found. The ${what} takes its value from it.`);
}

/** The value that a variable gives a field; prompt flow's own names of variables keep dashes. */
function overriding(name: string, environment: Variables): string | undefined {
  return environment[variableName(name)] ?? environment[name.replaceAll(' ', '_').toUpperCase()];
}

/** `open ai` → `OPEN_AI`, as the reference names the variables that override a connection. */
export function variableName(name: string): string {
  return name.replaceAll(/[\s-]/g, '_').toUpperCase();
}
