import { type TokenCredential } from '@azure/core-auth';

/** The workspace that the clients of this folder work on, and how it is reached. */
export interface AzureTarget {
  /** `https://management.azure.com`; a sandbox gives an address of this machine. */
  readonly resourceManagerEndpoint: string;
  readonly credential: TokenCredential;
  /** Base URL of a storage account's blob service: `https://<account>.blob.core.windows.net`. */
  blobEndpoint(account: string): string;
  /**
   * Base URL of a container registry's own service.
   *
   * @default `https://<login server>`
   */
  registryEndpoint?(loginServer: string): string;
  /**
   * Base URL of a web app.
   *
   * @default `https://<host>`
   */
  appEndpoint?(host: string): string;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly workspace: string;
  /**
   * Scope of the token that endpoints with Entra authentication ask for.
   *
   * @default 'https://ml.azure.com/.default', that of the public cloud
   */
  readonly inferenceScope?: string;
}

/** Version of `Microsoft.MachineLearningServices` that every request names, the same as in the constructs. */
export const apiVersion = '2025-06-01';

const publicInferenceScope = 'https://ml.azure.com/.default';

export function inferenceScope(target: AzureTarget): string {
  return target.inferenceScope ?? publicInferenceScope;
}

/** The target's workspace in words, for messages. */
export function describeWorkspace({ workspace, resourceGroup, subscription }: AzureTarget): string {
  return `workspace ${workspace} (resource group ${resourceGroup}, subscription ${subscription})`;
}

/** Where a resource group is. */
export type GroupPlace = Pick<AzureTarget, 'subscription' | 'resourceGroup'>;

/** A resource group in words, for messages. */
export function describeGroup({ resourceGroup, subscription }: GroupPlace): string {
  return `resource group ${resourceGroup} (subscription ${subscription})`;
}

/** Address of a datastore's path as asset versions name it. */
export function datastoreUri(target: AzureTarget, datastore: string, path: string): string {
  const { subscription, resourceGroup, workspace } = target;
  return (
    `azureml://subscriptions/${subscription}/resourceGroups/${resourceGroup}/workspaces/${workspace}` +
    `/datastores/${datastore}/paths/${path}`
  );
}
