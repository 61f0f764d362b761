/**
 * The asset versions that an environment is to run. The runner writes it after registration; the stacks read it,
 * so that a plan can be reproduced and reviewed as a file.
 */

export interface AssetVersion {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the content, in hex. */
  readonly hash: string;
}

export interface FlowRelease {
  readonly current: AssetVersion;
  /** What the endpoint served before `current`; absent for the first release of a flow. */
  readonly previous?: AssetVersion;
}

export interface Release {
  readonly formatVersion: 1;
  readonly environment: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The git commit that was deployed; absent outside a git checkout. */
  readonly commit?: string;
  readonly servingEnvironment: AssetVersion;
  /** By flow name. */
  readonly flows: Readonly<Record<string, FlowRelease>>;
  /** By data asset name. */
  readonly datasets: Readonly<Record<string, AssetVersion>>;
  /** True where nothing has been registered yet: the versions stand for what a deploy will register. */
  readonly placeholder?: boolean;
}
