import { type JsonObject } from '../arm';
import { type Values } from './protocol/values';
import { type Block } from './schema/schema';

/** A message for Terraform to print; it adds the place in the configuration. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string;
  /** Name of the attribute that it is about. */
  readonly attribute?: string;
}

/** A refusal that becomes one diagnostic. */
export class ProviderError extends Error {
  constructor(
    readonly summary: string,
    readonly detail = '',
    readonly attribute?: string,
  ) {
    super(detail === '' ? summary : `${summary}: ${detail}`);
    this.name = 'ProviderError';
  }
}

export interface PlannedChange {
  readonly planned: Values;
  /** Attributes whose change needs a new resource. */
  readonly requiresReplace: readonly string[];
  /** What Terraform is to keep beside the state, for the reads and plans that follow. */
  readonly remember?: JsonObject;
}

export interface Change {
  /** Absent at a creation. */
  readonly prior?: Values;
  /** The configuration merged with prior computed values, as Terraform proposes it. */
  readonly proposed: Values;
  readonly config: Values;
  /** What the last apply asked Terraform to remember. */
  readonly remembered?: JsonObject;
}

/** One type of managed resource, as Terraform drives it. */
export interface ResourceType {
  readonly schema: Block;
  /** True for types that normalise values which the configuration sets, as providers on the older SDK do. */
  readonly legacyTypeSystem: boolean;
  validate(config: Values): readonly Diagnostic[];
  plan(change: Change): PlannedChange;
  create(planned: Values, config: Values): Promise<Values>;
  /** The state as it is now; undefined where the resource is gone. */
  read(state: Values, remembered?: JsonObject): Promise<Values | undefined>;
  update(prior: Values, planned: Values, config: Values): Promise<Values>;
  delete(state: Values): Promise<void>;
  /** The state of an existing resource; undefined where there is none. */
  import(id: string): Promise<Values | undefined>;
}

export interface DataSource {
  readonly schema: Block;
  validate(config: Values): readonly Diagnostic[];
  read(config: Values): Promise<Values>;
}

/** A provider as one Terraform process uses it: it holds that process's configuration. */
export interface Provider {
  readonly schema: Block;
  configure(config: Values): void;
  /** Terraform has ended. */
  close(): void;
  readonly resources: ReadonlyMap<string, ResourceType>;
  readonly dataSources: ReadonlyMap<string, DataSource>;
}
