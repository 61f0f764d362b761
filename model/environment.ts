/**
 * What the rest of the product sees of the configuration: an environment with all defaults applied, every name
 * computed and every path absolute. `stacks` turns it into constructs; `runner` registers, deploys and tests with it.
 */
import { type Evaluation, type Experiment, type ExperimentPolicy, type Gate } from './experiment';
import { type EnvironmentExtent } from './extent';
import { type DeploymentTarget } from './target';

/** How a secret reaches Azure: the name of the environment variable that holds it when Terraform runs. */
export interface SecretSource {
  readonly env: string;
  /** Raise it to send a rotated secret again: Terraform cannot see that the value of a write-only argument changed. */
  readonly version: string;
}

export type ConnectionType = 'azure_open_ai' | 'open_ai' | 'cognitive_search' | 'serp' | 'custom';

/** A prompt flow connection, as the workspace is to hold it. */
export interface Connection {
  readonly name: string;
  readonly type: ConnectionType;
  /** Base URL of the service; absent for `serp` and `custom`, optional for `open_ai`. */
  readonly endpoint?: string;
  readonly apiVersion?: string;
  readonly organization?: string;
  /** ARM id of the account behind it: with it, endpoint identities are granted access when `auth` is `entra`. */
  readonly resourceId?: string;
  /** `entra`: no secret at all. Otherwise the secrets by field (`key`, or the keys of a custom connection). */
  readonly auth: 'entra' | Readonly<Record<string, SecretSource>>;
  /** Values of a custom connection that are not secret. */
  readonly configs: Readonly<Record<string, string>>;
}

/** Names of an environment's Azure resources, within Azure's limits, the global ones with a hash of project and subscription. */
export interface ResourceNames {
  readonly resourceGroup: string;
  readonly workspace: string;
  readonly keyVault: string;
  readonly storageAccount: string;
  readonly containerRegistry: string;
  readonly applicationInsights: string;
  readonly logAnalytics: string;
}

export interface RemoteState {
  readonly resourceGroup: string;
  readonly storageAccount: string;
  readonly container: string;
}

export interface Dataset {
  readonly name: string;
  /** Name of the Azure ML data asset: `<flow>-<dataset>`. */
  readonly asset: string;
  /** Absolute path of the JSONL file. */
  readonly path: string;
}

/** A flow as one environment deploys it. */
export interface Flow {
  readonly name: string;
  /** Name of the Azure ML model asset that holds the flow folder. */
  readonly asset: string;
  readonly description?: string;
  /** Absolute path of the flow folder. */
  readonly path: string;
  /** Absolute path of `flows-config/<flow>.yaml`. */
  readonly configFile: string;
  readonly datasets: readonly Dataset[];
  /** Names of the connections that the flow's nodes use. */
  readonly connections: readonly string[];
  /** Names of the flow's outputs: what an answer of its endpoint must hold. */
  readonly outputs: readonly string[];
  readonly chat?: { readonly input: string; readonly output: string };
  readonly targets: readonly DeploymentTarget[];
  /** Absent where the flow's config asks for none. */
  readonly experiment?: Experiment;
  readonly evaluations: readonly Evaluation[];
  readonly gates: readonly Gate[];
}

export interface Environment extends EnvironmentExtent {
  readonly name: string;
  readonly project: string;
  readonly subscription: string;
  readonly tenant: string;
  readonly location: string;
  readonly names: ResourceNames;
  readonly tags: Readonly<Record<string, string>>;
  readonly keyVault: {
    readonly authorization: 'rbac' | 'access-policy';
    readonly purgeProtection: boolean;
    readonly softDeleteDays: number;
  };
  readonly containerRegistry: { readonly sku: 'Basic' | 'Standard' | 'Premium' };
  readonly storage: { readonly replication: 'LRS' | 'ZRS' | 'GRS' };
  readonly logs: { readonly retentionDays: number };
  readonly connections: readonly Connection[];
  /**
   * The Azure ML environment in which flows are served. With image `build`, each flow has an image and an Azure ML
   * environment of its own, `<asset>-<flow>`.
   */
  readonly serving: { readonly asset: string; readonly image: string };
  readonly approval?: {
    readonly timeoutMinutes: number;
    readonly notify: readonly string[];
    /** Labels that people must have given to a release's answers: how many, and which share accepted them. */
    readonly labels?: { readonly minimum: number; readonly accepted: number };
  };
  readonly experiment: ExperimentPolicy;
  readonly state?: RemoteState;
  /** The flows that it deploys. */
  readonly flows: readonly Flow[];
  /** Every flow of the project, those without targets here too: what experiments run on. */
  readonly allFlows: readonly Flow[];
}

export interface Project {
  /** Absolute path of the folder that holds `flows-config/`. */
  readonly root: string;
  readonly name: string;
  readonly environments: Readonly<Record<string, Environment>>;
}
