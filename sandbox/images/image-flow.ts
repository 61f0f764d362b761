import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, type ConnectionProvider, type Flow } from '../../engine';
import { type StoredImage } from './image-store';

/** What the container of an image gets of the place where it runs. */
export interface ContainerOptions {
  /** Its environment variables, with every reference to a secret resolved. */
  readonly environment: Readonly<Record<string, string>>;
  /** Base URL of the simulated model, to which connections to language models lead. */
  readonly model: string;
  /** A token of the container's identity; rejects where it has none. */
  readonly token: (scope: string) => Promise<string>;
  /** Throws where the identity may not call the service behind a connection without a key. Default: it may. */
  readonly checkAccess?: (connection: Connection) => void;
}

/**
 * Loads the flow that an image of `llmops flow build` serves, as the server in its container does: connections from the
 * image's own files, secrets from the container's environment. Only what models answer is the sandbox's.
 * @throws Error for an image that holds no such flow, or whose environment lacks something
 */
export async function loadImageFlow({ folder }: StoredImage, options: ContainerOptions): Promise<Flow> {
  const flow = join(folder, 'flow');
  if (!existsSync(flow)) {
    throw new Error('its image holds no folder flow: the sandbox runs images of "llmops flow build" only');
  }
  const [{ loadFlow }, { servingEnvironment }, connections] = await Promise.all([
    import('../../engine'),
    import('../../engine/serve'),
    connectionsOf(folder, options),
  ]);
  return loadFlow(flow, { connections, environmentVariables: servingEnvironment({}, options.environment) });
}

async function connectionsOf(folder: string, options: ContainerOptions): Promise<ConnectionProvider> {
  const { connectionsFrom, readConnectionFile } = await import('../../engine');
  const directory = join(folder, 'connections');
  const names = existsSync(directory) ? (await readdir(directory)).sort() : [];
  const files = await Promise.all(names.map((name) => readConnectionFile(join(directory, name))));
  const provider = connectionsFrom({ connections: files.flat(), environment: options.environment });
  return {
    async get(name) {
      const connection = await provider.get(name);
      if (connection.configs['auth_mode'] === 'meid_token') options.checkAccess?.(connection);
      return simulated(connection, options.model);
    },
    token: options.token,
  };
}

/** An OpenAI client expects the version in its base URL, an Azure OpenAI client adds its own path. */
function simulated(connection: Connection, model: string): Connection {
  const base: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    azure_open_ai: { api_base: model },
    open_ai: { base_url: `${model}/v1` },
    serverless: { api_base: `${model}/v1` },
  };
  return { ...connection, configs: { ...connection.configs, ...base[connection.type] } };
}
