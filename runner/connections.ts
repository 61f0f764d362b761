import { type Connection as EngineConnection, type ConnectionProvider } from '../engine';
import { type Connection, type Environment } from '../model';
import { type Cloud } from './cloud';
import { UserMistake } from './failure';

/** What connections need of a cloud: their secrets, tokens, and the model that stands in for theirs. */
type ConnectionCloud = Pick<Cloud, 'modelEndpoint' | 'secret' | 'token'>;

/** An environment's connections for a flow that runs in this process; secrets come from environment variables. */
export function environmentConnections({ name, connections }: Environment, cloud: ConnectionCloud): ConnectionProvider {
  return {
    get: (wanted) => {
      const connection = connections.find((candidate) => candidate.name === wanted);
      if (connection === undefined) {
        const known = connections.map((candidate) => candidate.name).join(', ') || 'none';
        return Promise.reject(
          new UserMistake(`Environment ${name} has no connection "${wanted}".`, `Connections that it has: ${known}.`),
        );
      }
      return toEngine(connection, cloud);
    },
    token: (scope) => cloud.token(scope),
  };
}

async function toEngine(connection: Connection, cloud: ConnectionCloud): Promise<EngineConnection> {
  const { name, type, endpoint, apiVersion, organization, auth, configs } = connection;
  const model = simulated(type) ? await cloud.modelEndpoint?.() : undefined;
  // An OpenAI client expects the version in its base URL, an Azure OpenAI client adds its own path.
  const base = model === undefined ? endpoint : type === 'open_ai' ? `${model}/v1` : model;
  const baseKey = type === 'open_ai' ? 'base_url' : 'api_base';
  return {
    name,
    type,
    configs: {
      ...configs,
      ...(base === undefined ? {} : { [baseKey]: base }),
      ...(apiVersion === undefined ? {} : { api_version: apiVersion }),
      ...(organization === undefined ? {} : { organization }),
      ...(auth === 'entra' ? { auth_mode: 'meid_token' } : {}),
    },
    secrets: auth === 'entra' ? {} : secretsOf(name, type, auth, cloud),
  };
}

function secretsOf(
  connection: string,
  type: Connection['type'],
  auth: Exclude<Connection['auth'], 'entra'>,
  cloud: ConnectionCloud,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(auth).map(([field, { env }]) => {
      const value = cloud.secret(env);
      if (value === undefined) {
        throw new UserMistake(
          `The ${field} of connection ${connection} is in the environment variable ${env}, which is not set.`,
          `Set ${env}, or use --sandbox, where no secret is needed.`,
        );
      }
      return [type === 'custom' ? field : 'api_key', value];
    }),
  );
}

function simulated(type: Connection['type']): boolean {
  return type === 'azure_open_ai' || type === 'open_ai';
}
