import { type Server } from 'node:http';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { openResourceGraph } from '../arm';
import { deployer } from '../deployer';
import { type SandboxEvent } from '../events';
import { endpointStatuses } from '../http/console/state';
import { RequestLog } from '../http/inference/request-log';
import { serve } from '../http/server';
import { ImageStore, imagesFolder } from '../images/image-store';
import { openTokens, type Tokens } from '../tokens';
import { authorizationFile } from './directory';
import { listen } from './listener';
import { Providers } from './providers';
import { modelOf, servicesOf } from './services';

export interface HostOptions {
  readonly directory: string;
  readonly subscription: string;
  readonly tenant: string;
  /** Files with rules of the simulated model. */
  readonly simulation: readonly string[];
  readonly onEvent: (event: SandboxEvent) => void;
}

/** A sandbox that this process hosts. */
export interface Host {
  readonly endpoint: string;
  readonly tokens: Tokens;
  /** Starts the Terraform providers unless they run; answers the value of TF_REATTACH_PROVIDERS. */
  startTerraform(): Promise<string>;
  close(): Promise<void>;
}

const monthInSeconds = 30 * 86_400;

/** Opens what a sandbox keeps on disk and serves it. The caller owns the directory (`claimOwnership`). */
export async function startHost(options: HostOptions): Promise<Host> {
  const { server, endpoint } = await listen(options.directory);
  try {
    return await startServices(server, endpoint, options);
  } catch (error) {
    server.close();
    throw error;
  }
}

async function startServices(server: Server, endpoint: string, options: HostOptions): Promise<Host> {
  const { directory, subscription, tenant, onEvent } = options;
  const tokens = await openTokens(directory, tenant);
  const graph = await openResourceGraph(directory, { tenant, endpointBase: endpoint, owners: [deployer.objectId] });
  const headerFile = await writeAuthorization(directory, tokens);
  const providers = new Providers({ graph, directory, subscription, tenant });
  const requests = new RequestLog((request) => onEvent({ type: 'request', request }));
  const simulation = [...options.simulation];
  const model = modelOf(simulation);
  const images = new ImageStore(imagesFolder(directory));
  graph.onChange((change) => images.dropDeleted(change));
  const services = servicesOf({
    graph,
    tokens,
    endpoint,
    blobs: join(directory, 'blobs'),
    images,
    tasks: join(directory, 'tasks'),
    snapshots: join(directory, 'snapshots'),
    requests,
    control: {
      directory,
      startTerraform: () => providers.start(),
      addSimulation(files) {
        const added = files.filter((file) => !simulation.includes(file));
        simulation.push(...added);
        if (added.length > 0) running.restart(model);
      },
    },
    state: () => ({
      endpoint,
      directory,
      authorizationFile: headerFile,
      resources: graph.all().map(({ id, type, name }) => ({ id, type, name })),
      endpoints: endpointStatuses(graph),
      requests: requests.recent(),
    }),
  });
  const running = serve(server, [model, ...services]);
  return {
    endpoint,
    tokens,
    startTerraform: () => providers.start(),
    async close() {
      await providers.close();
      await running.close();
    },
  };
}

/** The deployer's header in a file, for `curl -H @<file>`: it stays out of command lines and process lists. */
async function writeAuthorization(directory: string, tokens: Tokens): Promise<string> {
  const file = join(directory, authorizationFile);
  const { token } = tokens.issue(deployer, { lifetimeSeconds: monthInSeconds });
  await writeFileAtomic(file, `Authorization: Bearer ${token}\n`, { mode: 0o600 });
  return file;
}
