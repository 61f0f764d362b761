import { setTimeout as wait } from 'node:timers/promises';
import { statusOf } from '../error';
import { type AzureTarget } from '../target';
import { hashTag, type AssetKind, type RegisteredAsset } from './asset';

interface Named {
  readonly name?: string;
  readonly properties: { readonly tags?: Record<string, string | null> };
}

/** What the SDK's operations on the versions of models, data and environments have in common. */
export interface VersionOperations<Properties> {
  list(resourceGroup: string, workspace: string, name: string, options: { orderBy: string }): AsyncIterable<Named>;
  get(resourceGroup: string, workspace: string, name: string, version: string): Promise<Named>;
  createOrUpdate(
    resourceGroup: string,
    workspace: string,
    name: string,
    version: string,
    body: { properties: Properties & { tags?: Record<string, string> } },
  ): Promise<Named>;
}

/** What the SDK's operations on their containers have in common. */
export interface ContainerOperations {
  get(
    resourceGroup: string,
    workspace: string,
    name: string,
  ): Promise<{ readonly properties: { readonly nextVersion?: string } }>;
}

/** One kind's versions in a workspace, found by content hash and never made twice for the same content. */
export class AssetVersions<Properties extends object> {
  constructor(
    readonly kind: AssetKind,
    private readonly target: AzureTarget,
    private readonly containers: ContainerOperations,
    private readonly versions: VersionOperations<Properties>,
  ) {}

  /** The newest version with this content; archived ones do not count. */
  async findByHash(name: string, hash: string): Promise<RegisteredAsset | undefined> {
    // The tags are compared here, page by page: nearly always the first version of the first page is the one.
    return this.whereFound(async () => {
      const newestFirst = this.versions.list(...this.workspace, name, { orderBy: 'createdtime desc' });
      for await (const version of newestFirst) {
        if (version.properties.tags?.[hashTag] === hash) return this.registered(name, version);
      }
      return undefined;
    });
  }

  async get(name: string, version: string): Promise<RegisteredAsset | undefined> {
    return this.whereFound(async () =>
      this.registered(name, await this.versions.get(...this.workspace, name, version)),
    );
  }

  /**
   * Makes the next version. Answers the one that another process made of the same content meanwhile, if it did.
   *
   * The order matters: the next version's number is read before the versions are, so whatever appears in between
   * either is found, or has taken the number and makes the PUT fail.
   */
  async add(
    name: string,
    hash: string,
    properties: Properties,
    tags: Readonly<Record<string, string>> = {},
  ): Promise<{ asset: RegisteredAsset; made: boolean }> {
    for (let tries = 1; ; tries += 1) {
      const version = await this.nextVersion(name);
      const asset = await this.findByHash(name, hash);
      if (asset !== undefined) return { asset, made: false };
      try {
        const body = { properties: { ...properties, tags: { ...tags, [hashTag]: hash } } };
        await this.versions.createOrUpdate(...this.workspace, name, version, body);
        return { asset: { kind: this.kind, name, version, hash }, made: true };
      } catch (error) {
        if (tries === maxTries || !(await this.lostTheRace(error, name, version))) throw error;
      }
      await wait(Math.random() * 100 * tries);
    }
  }

  /** True where the version could not be made because another process made or is making it. */
  private async lostTheRace(error: unknown, name: string, version: string): Promise<boolean> {
    const status = statusOf(error);
    if (status === 409) return true;
    return status === 400 && (await this.get(name, version)) !== undefined;
  }

  private async nextVersion(name: string): Promise<string> {
    const container = await this.whereFound(() => this.containers.get(...this.workspace, name));
    return container?.properties.nextVersion ?? '1';
  }

  private get workspace(): [resourceGroup: string, workspace: string] {
    return [this.target.resourceGroup, this.target.workspace];
  }

  private registered(name: string, { name: version, properties }: Named): RegisteredAsset {
    return { kind: this.kind, name, version: version ?? '', hash: properties.tags?.[hashTag] ?? '' };
  }

  /** Undefined for what does not exist. Where it is the workspace that is missing, making the version will say so. */
  private async whereFound<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await read();
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }
}

/** Each round lets at least one of those that compete win: more than this many at once is a loop of somebody else's making. */
const maxTries = 20;
