import { type ResourceBounds } from './target';

/** A cluster that Kubernetes online endpoints run on. */
export interface Cluster {
  readonly name: string;
  /** Name of the AKS cluster. */
  readonly resourceName: string;
  /** Name of its attachment to the workspace: 3 to 24 characters, not ending with a hyphen and digits. */
  readonly computeName: string;
  /** ARM id of an AKS cluster, or of a cluster connected by Azure Arc, that exists already. */
  readonly existing?: string;
  /** True where the Azure ML extension is on an existing cluster already. */
  readonly extensionInstalled: boolean;
  readonly nodeSize: string;
  readonly nodes: number;
  /** Kubernetes namespace of the deployments. */
  readonly namespace: string;
  readonly instanceTypes: Readonly<Record<string, InstanceType>>;
  /** True for a load balancer inside the network only. */
  readonly internalLoadBalancer: boolean;
  /**
   * Certificate of the scoring addresses: a secret in the namespace `azureml` that holds `cert.pem` and `key.pem`, and
   * the DNS name in it. Absent: plain HTTP, which only an internal load balancer may have.
   */
  readonly https?: { readonly secret: string; readonly dnsName: string };
}

export interface InstanceType extends ResourceBounds {
  readonly nodeSelector: Readonly<Record<string, string>>;
}

export interface AppServicePlan {
  readonly name: string;
  readonly resourceName: string;
  /** ARM id of a plan that exists already; `sku` then says what it is. */
  readonly existing?: string;
  readonly sku: string;
  readonly workers: number;
  readonly zoneRedundant: boolean;
}

/** How much of the environment the internet reaches. */
export interface Network {
  readonly isolation: 'public' | 'private';
  /** Address space of the virtual network that is made for `private`. */
  readonly addressSpace: string;
  /** ARM id of the subnet for private endpoints, in a virtual network that exists already. */
  readonly existingSubnet?: string;
  /** ARM id of a subnet in that network, delegated to `Microsoft.Web/serverFarms`, that App Service apps send from. */
  readonly existingAppSubnet?: string;
  /** ARM id of a subnet in that network for cluster nodes. */
  readonly existingNodeSubnet?: string;
  /** ARM ids of private DNS zones that exist already, by zone (`privatelink.api.azureml.ms`). Others are made. */
  readonly existingPrivateDnsZones: Readonly<Record<string, string>>;
  /** Host names that flows may reach beside those of the connections. */
  readonly outbound: readonly string[];
}

/** Resources that exist already: they are used, and never changed beyond the grants that serving needs. */
export interface ExistingResources {
  /** Name of a resource group that is there already (its name is `names.resourceGroup`). */
  readonly resourceGroup?: true;
  /** ARM ids. An existing workspace brings its own vault, storage account, registry and Application Insights. */
  readonly workspace?: string;
  readonly keyVault?: string;
  readonly storageAccount?: string;
  readonly containerRegistry?: string;
  readonly applicationInsights?: string;
  readonly logAnalytics?: string;
  /** `false` where whoever deploys has its roles on the existing storage account and workspace already. */
  readonly grantDeployer?: boolean;
}

export interface Operations {
  /** Absent: no alerts. */
  readonly alerts?: {
    /** 95th percentile above which an alert is raised, in milliseconds. */
    readonly latencyMs?: number;
    /** Failed requests a minute above which an alert is raised. */
    readonly errorsPerMinute?: number;
    /** Rate-limited answers (429) a minute above which an alert is raised. */
    readonly throttledPerMinute?: number;
    /** Mail addresses. */
    readonly notify: readonly string[];
  };
  /** True for a workbook that shows the environment's endpoints. */
  readonly dashboard: boolean;
  /** Monthly budget of the resource group; absent: none. */
  readonly budget?: {
    /** In the subscription's currency. */
    readonly amount: number;
    /** First month, `YYYY-MM`. */
    readonly from: string;
    /** Percent of the amount at which mails are sent. */
    readonly thresholds: readonly number[];
    readonly notify: readonly string[];
  };
  /** True for locks that keep vault, storage account and registry, and with them their group, from being deleted. */
  readonly lock: boolean;
}

/** Policy findings that somebody has accepted, and why. */
export interface AcceptedFinding {
  /** Rule ids, such as `CKV_AZURE_144`. */
  readonly rules: readonly string[];
  /** Path of the construct it is accepted for, or a part of that path; absent: for all. */
  readonly resource?: string;
  readonly reason: string;
}

/** Whom the pipelines of an environment act as. */
export interface ServicePrincipal {
  /** Display name of the Entra application. */
  readonly displayName: string;
  /**
   * `least-privilege`: Contributor and the right to assign just the roles that the stacks assign. `contributor`: no
   * right to assign roles. `owner`: everything.
   */
  readonly rights: 'least-privilege' | 'contributor' | 'owner';
  readonly federation: readonly Federation[];
  /** A secret that ends by itself, kept in a vault; absent: none, which federation makes unnecessary. */
  readonly secret?: { readonly keyVault: string; readonly name: string; readonly days: number };
}

/** Tokens of which issuer and subject count as the service principal. */
export interface Federation {
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
}

/** What an environment has beside its workspace and connections. */
export interface EnvironmentExtent {
  readonly network: Network;
  readonly clusters: readonly Cluster[];
  readonly appServicePlans: readonly AppServicePlan[];
  readonly existing: ExistingResources;
  readonly operations: Operations;
  readonly acceptedFindings: readonly AcceptedFinding[];
  readonly servicePrincipal?: ServicePrincipal;
}
