import { type AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import pLimit from 'p-limit';
import { attempt } from '../error';
import { resourceManager } from '../resource-manager';
import { describeWorkspace, type AzureTarget } from '../target';
import { type ContainerRegistry, workspaceRegistry } from './container-registry';
import { type ContextFile, contextTag, packContext } from './image-context';
import { Manifests } from './manifests';
import { buildByTask } from './task-run';

/** What an image is built from, and where in the registry it goes. */
export interface ImageSource {
  readonly repository: string;
  /** A folder that `docker build` takes. */
  readonly files: readonly ContextFile[];
}

/** An image that the registry holds. */
export interface RegisteredImage {
  readonly repository: string;
  /** Made from the hash of the context. */
  readonly tag: string;
  /** `<login server>/<repository>:<tag>` */
  readonly address: string;
  /** True where this call built it; false where the registry had it already. */
  readonly built: boolean;
}

export interface ImageProgress {
  readonly repository: string;
  readonly tag: string;
  readonly step: 'comparing' | 'uploading' | 'building' | 'built' | 'unchanged';
  /** With `building`: id of the registry's task run. */
  readonly run?: string;
}

export interface ImageRegistryOptions {
  readonly onProgress?: (progress: ImageProgress) => void;
  /**
   * How many images are built at the same time.
   *
   * @default 4
   */
  readonly concurrency?: number;
}

/**
 * Has the images of flows built by the registry of a workspace, by content: what the registry holds already, from any
 * machine, is not built again. A build that was killed, or whose program was, leaves no tag; the next call builds anew.
 *
 * Failures are AzureErrors.
 */
export class ImageRegistry {
  private readonly limit;
  private readonly onProgress: (progress: ImageProgress) => void;
  private connecting?: ReturnType<ImageRegistry['connect']>;

  constructor(
    private readonly target: AzureTarget,
    { onProgress, concurrency = 4 }: ImageRegistryOptions = {},
  ) {
    this.limit = pLimit(concurrency);
    this.onProgress = onProgress ?? (() => undefined);
  }

  /** Makes sure that the registry holds the image of a context. */
  build(source: ImageSource): Promise<RegisteredImage> {
    return this.limit(() => this.buildOnce(source));
  }

  private async buildOnce({ repository, files }: ImageSource): Promise<RegisteredImage> {
    const tag = contextTag(files);
    const image = `${repository}:${tag}`;
    const { client, registry, manifests } = await this.connection();
    const address = `${registry.loginServer}/${image}`;
    const needs = `the role Contributor (or Container Registry Tasks Contributor with AcrPull) on registry ${registry.name}`;
    this.onProgress({ repository, tag, step: 'comparing' });
    const trying = { doing: `build image ${image}`, target: this.target, needs };
    return attempt(trying, async () => {
      if (await manifests.has(repository, tag)) {
        this.onProgress({ repository, tag, step: 'unchanged' });
        return { repository, tag, address, built: false };
      }
      this.onProgress({ repository, tag, step: 'uploading' });
      await buildByTask({
        client,
        target: this.target,
        registry,
        image,
        archive: await packContext(files),
        onScheduled: (run) => this.onProgress({ repository, tag, step: 'building', run }),
      });
      this.onProgress({ repository, tag, step: 'built' });
      return { repository, tag, address, built: true };
    });
  }

  /** Asked for once; after a failure anew. */
  private connection(): ReturnType<ImageRegistry['connect']> {
    return (this.connecting ??= this.connect().catch((error: unknown) => {
      delete this.connecting;
      throw error;
    }));
  }

  private async connect(): Promise<{
    readonly client: AzureMachineLearningWorkspaces;
    readonly registry: ContainerRegistry;
    readonly manifests: Manifests;
  }> {
    const needs = `the role Reader on ${describeWorkspace(this.target)} and its container registry`;
    return attempt({ doing: "find the workspace's container registry", target: this.target, needs }, async () => {
      const client = await resourceManager(this.target);
      const registry = await workspaceRegistry(client, this.target);
      return { client, registry, manifests: new Manifests(this.target, registry.loginServer) };
    });
  }
}
