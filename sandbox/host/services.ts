import { type OpenResourceGraph } from '../arm';
import { appServiceHost, appServiceSegment } from '../http/app-service/address';
import { consoleService } from '../http/console';
import { type SandboxState } from '../http/console/state';
import { controlService, type HostControl } from '../http/control';
import { identityService } from '../http/identity';
import { type RequestLog } from '../http/inference/request-log';
import { type Service } from '../http/server';
import { type ImageStore } from '../images/image-store';
import { type Tokens } from '../tokens';

/** What the services of one host share. */
export interface ServiceParts {
  readonly graph: OpenResourceGraph;
  readonly tokens: Tokens;
  /** Where the server answers. */
  readonly endpoint: string;
  /** Folder of the blobs of all storage accounts. */
  readonly blobs: string;
  /** Images of all container registries. */
  readonly images: ImageStore;
  /** Folder of the contexts and logs of the registries' task runs. */
  readonly tasks: string;
  /** Folder of the flows that deployments run. */
  readonly snapshots: string;
  readonly requests: RequestLog;
  readonly control: HostControl;
  state(): SandboxState;
}

const blobBodyLimit = 512 * 1024 * 1024;

/** The simulated model; it reads the list of its rule files when it loads. */
export function modelOf(simulation: readonly string[]): Service {
  return {
    segments: ['model'],
    async load() {
      const { modelService } = await import('../http/model');
      return async (app) => {
        await app.register(modelService, { prefix: '/model', simulation });
      };
    },
  };
}

/** All services but the model, each loaded when it is first asked for. */
export function servicesOf(parts: ServiceParts): Service[] {
  const { graph, tokens, endpoint, blobs, images, snapshots, requests, control } = parts;
  const principalOf: Tokens['principalOf'] = (request) => tokens.principalOf(request);
  return [
    {
      segments: ['subscriptions', 'providers'],
      async load() {
        const [{ armService }, { taskActions }, { TaskFiles }] = await Promise.all([
          import('../http/arm'),
          import('../http/registry/tasks'),
          import('../http/registry/task-files'),
        ]);
        const files = new TaskFiles(parts.tasks);
        const actions = taskActions({ graph, endpoint: `${endpoint}/registry`, images, files });
        return async (app) => {
          await app.register(armService, { graph, endpoint, principalOf, actions });
        };
      },
    },
    {
      segments: ['blob'],
      bodyLimit: blobBodyLimit,
      async load() {
        const { blobService } = await import('../http/blob');
        return async (app) => {
          await app.register(blobService, { prefix: '/blob', graph, directory: blobs, principalOf });
        };
      },
    },
    {
      segments: ['registry'],
      bodyLimit: blobBodyLimit,
      async load() {
        const [{ registryService }, { TaskFiles }] = await Promise.all([
          import('../http/registry'),
          import('../http/registry/task-files'),
        ]);
        const files = new TaskFiles(parts.tasks);
        return async (app) => {
          await app.register(registryService, { prefix: '/registry', graph, tokens, images, files });
        };
      },
    },
    {
      segments: ['inference'],
      async load() {
        const { inferenceService } = await import('../http/inference');
        return async (app) => {
          await app.register(inferenceService, { graph, tokens, endpoint, blobs, images, snapshots, requests });
        };
      },
    },
    {
      segments: ['graph'],
      async load() {
        const { directoryService } = await import('../http/directory');
        return async (app) => {
          await app.register(directoryService, { prefix: '/graph', graph, principalOf });
        };
      },
    },
    {
      segments: ['vault'],
      async load() {
        const { keyVaultService } = await import('../http/key-vault');
        return async (app) => {
          await app.register(keyVaultService, { prefix: '/vault', graph, principalOf });
        };
      },
    },
    {
      segments: [appServiceSegment],
      hosts: appServiceHost,
      async load() {
        const { appService } = await import('../http/app-service');
        return async (app) => {
          await app.register(appService, { graph, tokens, endpoint, images, requests });
        };
      },
    },
    { segments: ['identity'], load: () => Promise.resolve(identityService(graph, tokens)) },
    { segments: ['host'], load: () => Promise.resolve(controlService(control, tokens)) },
    { segments: ['', 'console'], load: () => Promise.resolve(consoleService(() => parts.state())) },
  ];
}
