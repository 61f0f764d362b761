import type { Connection, ConnectionProvider } from '../connection';
import { fetchConnection } from '../connections/fetch';
import { FlowError } from '../error';
import { repr } from '../values/python-text';
import { toPlain } from '../values/plain';
import type { Dict, DictKey, Value } from '../values/value';
import type { Variables } from './references';

/** Fields of a configuration by the fields of the connection that they become. */
const azureFields = { api_base: 'azure_endpoint', api_version: 'api_version' } as const;
const openAiFields = { base_url: 'base_url', organization: 'organization' } as const;
/** Variables that OpenAI's own clients read, for a configuration that names a model and nothing else. */
const azureVariables = { api_base: 'AZURE_OPENAI_ENDPOINT', api_version: 'OPENAI_API_VERSION' } as const;
const openAiVariables = { base_url: 'OPENAI_BASE_URL', organization: 'OPENAI_ORG_ID' } as const;

/** The connection that the configuration of a prompty's model names or describes. */
export async function connectionOf(
  configuration: Dict,
  owner: string,
  connections: ConnectionProvider | undefined,
  variables: Variables,
): Promise<Connection> {
  const name = configuration.get('connection') ?? null;
  const described = describedFields(configuration);
  if (name !== null) {
    if (described.length > 0) {
      const message = `Cannot configure model config and connection in configuration at the same time: prompty '${owner}' has connection and ${described.map(([key]) => String(key)).join(', ')}.`;
      throw new FlowError('InvalidConnectionError', message);
    }
    return fetchConnection(connections, text(name, 'connection', owner), owner);
  }
  const type = configuration.get('type') ?? null;
  const isEmpty = described.length === 0;
  if (isAzure(configuration)) {
    const configs = isEmpty ? fromVariables(azureVariables, variables) : pick(azureFields, configuration, owner);
    const key = isEmpty ? variables['AZURE_OPENAI_API_KEY'] : keyOf(configuration, owner);
    demand(configs['api_base'], 'azure_endpoint', 'AZURE_OPENAI_ENDPOINT', owner);
    const credential = key === undefined ? { auth_mode: 'meid_token' } : {};
    return newConnection('azure_open_ai', owner, { ...configs, ...credential }, key);
  }
  if (type === 'openai' || type === 'open_ai') {
    const configs = isEmpty ? fromVariables(openAiVariables, variables) : pick(openAiFields, configuration, owner);
    const key = isEmpty ? variables['OPENAI_API_KEY'] : keyOf(configuration, owner);
    demand(key, 'api_key', 'OPENAI_API_KEY', owner);
    return newConnection('open_ai', owner, configs, key);
  }
  const message = `The configuration of prompty '${owner}' has type ${repr(type)}. It must be azure_openai or openai, or name a connection.`;
  throw new FlowError('UnknownConnectionType', message);
}

/** The variables that must be set for a configuration which names neither a connection nor a service. */
export function requiredVariables(configuration: Dict): readonly string[] {
  if ((configuration.get('connection') ?? null) !== null || describedFields(configuration).length > 0) return [];
  return isAzure(configuration) ? ['AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_API_KEY'] : ['OPENAI_API_KEY'];
}

/** What tells which service it is, and its credentials. */
function describedFields(configuration: Dict): readonly (readonly [DictKey, Value])[] {
  const others = ['type', 'connection', 'azure_deployment', 'model'];
  return [...configuration].filter(([key, value]) => !others.includes(String(key)) && isGiven(value));
}

function isAzure(configuration: Dict): boolean {
  const type = configuration.get('type');
  return type === 'azure_openai' || type === 'azure_open_ai';
}

function newConnection(
  type: string,
  name: string,
  configs: Record<string, string>,
  key: string | undefined,
): Connection {
  return { name, type, configs, secrets: key === undefined ? {} : { api_key: key } };
}

function pick(fields: Readonly<Record<string, string>>, configuration: Dict, owner: string): Record<string, string> {
  const entries = Object.entries(fields).flatMap(([field, key]) => {
    const value = configuration.get(key) ?? null;
    return isGiven(value) ? [[field, text(value, key, owner)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function keyOf(configuration: Dict, owner: string): string | undefined {
  const key = configuration.get('api_key') ?? null;
  return isGiven(key) ? text(key, 'api_key', owner) : undefined;
}

function fromVariables(names: Readonly<Record<string, string>>, variables: Variables): Record<string, string> {
  const entries = Object.entries(names).flatMap(([field, name]) => {
    const value = variables[name];
    return value === undefined || value === '' ? [] : [[field, value] as const];
  });
  return Object.fromEntries(entries);
}

function demand(value: string | undefined, field: string, variable: string, owner: string): void {
  if (value !== undefined && value !== '') return;
  const message = `The configuration of prompty '${owner}' has no ${field}. Add it, name a connection, or, with nothing but the model in it, set ${variable}.`;
  throw new FlowError('InvalidConnectionError', message);
}

function text(value: Value, field: string, owner: string): string {
  const given = String(toPlain(value));
  const [, variable] = /^\$\{env:(.*)\}$/.exec(given) ?? [];
  if (variable === undefined) return given;
  const message = `Environment variable ${variable} is not found. The ${field} of prompty '${owner}' takes its value from it.`;
  throw new FlowError('UserErrorException', message);
}

function isGiven(value: Value): boolean {
  return value !== null && value !== '';
}
