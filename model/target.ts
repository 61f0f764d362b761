/** Where a flow is served: the three kinds of target, and what they share. */

/** Shares of live traffic by release, in percent; their total is 100 (or 0: switched off). */
export interface ReleaseTraffic {
  readonly current: number;
  readonly previous: number;
}

/** What every kind of target has. */
export interface ServingTarget {
  /** Name of the endpoint or of the app: unique in the Azure region or, for an app, in all of Azure. */
  readonly name: string;
  /** Name of its user-assigned identity. */
  readonly identity: string;
  /** An identity that exists already takes the place of a new one; `grant` says whether it is granted what serving needs. */
  readonly existingIdentity?: { readonly id: string; readonly grant: boolean };
  readonly description?: string;
  readonly traffic: ReleaseTraffic;
  /** True where the config names `previous`, be it at 0: its deployment stays, ready to take traffic again. */
  readonly keepPrevious?: boolean;
  readonly environmentVariables: Readonly<Record<string, string>>;
  /** The request that `deploy` sends after the apply, and what its answer must meet. */
  readonly test?: { readonly request: string; readonly maxLatencyMs: number };
}

/** What both kinds of Azure ML online endpoint have. */
export interface OnlineEndpointTarget extends ServingTarget {
  readonly instances: number;
  readonly requestTimeoutSeconds: number;
  readonly maxConcurrentRequests: number;
}

/** When the number of instances of a managed deployment changes, and by how much. */
export interface Autoscale {
  readonly minimum: number;
  readonly maximum: number;
  /** Average CPU of the instances, in percent, above which one is added; half of it takes one away. */
  readonly cpuPercent?: number;
  /** Requests a minute and instance above which one is added; half of it takes one away. */
  readonly requestsPerMinute?: number;
  /** Times of the week with bounds of their own. */
  readonly schedules: readonly AutoscaleSchedule[];
}

export type Weekday = 'Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday' | 'Sunday';

export interface AutoscaleSchedule {
  readonly name: string;
  readonly days: readonly Weekday[];
  /** `HH:MM`, in `timeZone`. */
  readonly from: string;
  /** `HH:MM`, in `timeZone`, later than `from`. */
  readonly to: string;
  /** As Windows names it, which is what Azure takes: `W. Europe Standard Time`. */
  readonly timeZone: string;
  readonly minimum: number;
  readonly maximum: number;
}

export interface ManagedEndpointTarget extends OnlineEndpointTarget {
  readonly target: 'managed-endpoint';
  readonly auth: 'entra' | 'key';
  readonly instanceType: string;
  /** Share of live traffic (at most 50) that is copied to one of the two; that one carries no live traffic. */
  readonly mirror?: { readonly release: 'current' | 'previous'; readonly percent: number };
  readonly autoscale?: Autoscale;
}

/** CPU in cores or millicores (`500m`), memory in bytes with a unit (`2Gi`), as Kubernetes writes them. */
export interface ContainerResources {
  readonly cpu: string;
  readonly memory: string;
  /** Number of NVIDIA GPUs. */
  readonly gpu?: number;
}

export interface ResourceBounds {
  readonly requests: ContainerResources;
  readonly limits: ContainerResources;
}

export interface KubernetesEndpointTarget extends OnlineEndpointTarget {
  readonly target: 'kubernetes-endpoint';
  /** By key, or by a token of Azure ML: Entra tokens are for managed endpoints only. */
  readonly auth: 'key' | 'token';
  /** Name of one of the environment's clusters. */
  readonly cluster: string;
  /** Instance type of the cluster's attachment; absent: its built-in `defaultinstancetype`. */
  readonly instanceType?: string;
  readonly resources: ResourceBounds;
  /** Grows and shrinks by how many of a deployment's instances are at work; absent: `instances` at all times. */
  readonly autoscale?: {
    readonly minimum: number;
    readonly maximum: number;
    readonly targetUtilizationPercent: number;
  };
}

export interface AppServiceTarget extends ServingTarget {
  readonly target: 'app-service';
  /** Who may call: anyone who reaches the app, or callers with an Entra token for this application (its client id). */
  readonly auth: 'none' | { readonly clientId: string };
  /** Name of one of the environment's App Service plans. */
  readonly plan: string;
}

export type DeploymentTarget = ManagedEndpointTarget | KubernetesEndpointTarget | AppServiceTarget;

export type TargetKind = DeploymentTarget['target'];
