import { basename } from 'node:path';
import { type AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import pLimit from 'p-limit';
import { readFileContent, type Content } from '../content/content';
import { attempt, onWorkspace } from '../error';
import { resourceManager } from '../resource-manager';
import { datastoreUri, type AzureTarget } from '../target';
import { type AssetKind, type AssetProgress, type RegisteredAsset, type Registration } from './asset';
import { defaultDatastore, type Datastore } from './datastore';
import { environmentHash, promptFlowInference, type EnvironmentAsset } from './environment';
import { promptFlowProperties, type FlowAsset } from './flow';
import { readFlow } from './flow-content';
import { assetVersions } from './kinds';
import { upload } from './upload';
import { type AssetVersions } from './versions';

export interface DatasetAsset {
  readonly name: string;
  readonly file: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface AssetRegistryOptions {
  /** Called as registrations advance. */
  readonly onProgress?: (progress: AssetProgress) => void;
  /**
   * How many files are sent at the same time, over all assets.
   *
   * @default 8
   */
  readonly concurrency?: number;
}

/** What one registration is made of, whatever its kind. */
interface Registering<Properties> {
  readonly name: string;
  readonly hash: string;
  readonly tags: Readonly<Record<string, string>> | undefined;
  /** Makes sure that the content is in Azure, and answers the version's properties. */
  readonly prepare: () => Promise<Properties>;
}

/**
 * Registers flows, datasets and serving environments in a workspace by content: what is registered already, in any
 * version and from any machine, gets no new version. Registrations may run at the same time, also in several processes,
 * and may be killed at any moment: the next one goes on from what is there.
 *
 * Failures are AzureErrors (the request was refused or did not arrive) or ContentErrors (the files cannot be registered).
 */
export class AssetRegistry {
  private readonly limit;
  private readonly onProgress: (progress: AssetProgress) => void;
  private client?: Promise<AzureMachineLearningWorkspaces>;
  private datastore?: Promise<Datastore>;

  constructor(
    private readonly target: AzureTarget,
    { onProgress, concurrency = 8 }: AssetRegistryOptions = {},
  ) {
    this.limit = pLimit(concurrency);
    this.onProgress = onProgress ?? (() => undefined);
  }

  /** Registers a flow folder as a model version. */
  async registerFlow(flow: FlowAsset): Promise<Registration> {
    const { name, folder, description, tags } = flow;
    const content = await this.read('model', name, () => readFlow(folder));
    // The last part of the path names the folder in which the serving container finds the flow.
    const path = `llmops/flows/${content.hash}/${name}`;
    return this.register((await this.versions()).model, {
      name,
      hash: content.hash,
      tags,
      prepare: async () => ({
        modelType: 'custom_model',
        modelUri: await this.upload('model', name, content, path, path),
        properties: promptFlowProperties(flow),
        ...(description !== undefined && { description }),
      }),
    });
  }

  /** Registers a file as a data version. */
  async registerDataset({ name, file, description, tags }: DatasetAsset): Promise<Registration> {
    const content = await this.read('data', name, () => readFileContent(file));
    const folder = `llmops/datasets/${content.hash}`;
    return this.register((await this.versions()).data, {
      name,
      hash: content.hash,
      tags,
      prepare: async () => ({
        dataType: 'uri_file',
        dataUri: await this.upload('data', name, content, folder, `${folder}/${basename(file)}`),
        ...(description !== undefined && { description }),
      }),
    });
  }

  /** Registers an image with its routes as an environment version. */
  async registerEnvironment({
    name,
    image,
    inferenceConfig = promptFlowInference,
    description,
    tags,
  }: EnvironmentAsset): Promise<Registration> {
    return this.register((await this.versions()).environment, {
      name,
      hash: environmentHash(image, inferenceConfig),
      tags,
      prepare: () =>
        Promise.resolve({ image, inferenceConfig, osType: 'Linux', ...(description !== undefined && { description }) }),
    });
  }

  /** A version that is registered already; undefined where there is none. */
  async find(kind: AssetKind, name: string, version: string): Promise<RegisteredAsset | undefined> {
    const versions = (await this.versions())[kind];
    return attempt(onWorkspace(this.target, `read ${kind} ${name} ${version}`), () => versions.get(name, version));
  }

  private async register<Properties extends object>(
    versions: AssetVersions<Properties>,
    { name, hash, tags, prepare }: Registering<Properties>,
  ): Promise<Registration> {
    const { kind } = versions;
    return attempt(onWorkspace(this.target, `register ${kind} ${name}`), async () => {
      this.onProgress({ kind, name, step: 'comparing' });
      const found = await versions.findByHash(name, hash);
      if (found !== undefined) {
        this.onProgress({ kind, name, step: 'unchanged', version: found.version });
        return { ...found, changed: false };
      }
      const properties = await prepare();
      this.onProgress({ kind, name, step: 'registering' });
      const { asset, made } = await versions.add(name, hash, properties, tags);
      this.onProgress({ kind, name, step: made ? 'registered' : 'unchanged', version: asset.version });
      return { ...asset, changed: made };
    });
  }

  private read(kind: AssetKind, name: string, content: () => Promise<Content>): Promise<Content> {
    this.onProgress({ kind, name, step: 'hashing' });
    return content();
  }

  /** Uploads the content into a folder of the default datastore. Answers the address of `path` there. */
  private async upload(kind: AssetKind, name: string, content: Content, folder: string, path: string): Promise<string> {
    const datastore = await this.defaultDatastore();
    const { account, container } = datastore;
    await attempt(
      {
        doing: `upload ${kind} ${name} to storage account ${account}`,
        target: this.target,
        needs: `the role Storage Blob Data Contributor on storage account ${account}`,
      },
      () =>
        upload({
          container,
          folder,
          files: content.files,
          limit: this.limit,
          onProgress: (bytes) => this.onProgress({ kind, name, step: 'uploading', bytes }),
        }),
    );
    return datastoreUri(this.target, datastore.name, path);
  }

  /** Read once, because all uploads go there; after a failure anew. */
  private defaultDatastore(): Promise<Datastore> {
    this.datastore ??= attempt(onWorkspace(this.target, 'read the default datastore'), async () =>
      defaultDatastore(this.target, await this.resourceManager()),
    ).catch((error: unknown) => {
      delete this.datastore;
      throw error;
    });
    return this.datastore;
  }

  private async versions(): Promise<ReturnType<typeof assetVersions>> {
    return assetVersions(this.target, await this.resourceManager());
  }

  private resourceManager(): Promise<AzureMachineLearningWorkspaces> {
    return (this.client ??= resourceManager(this.target));
  }
}
