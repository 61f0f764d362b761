import { type AzureBlobDatastore, type AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { type ContainerClient, type RequestPolicyFactory, type StoragePipelineOptions } from '@azure/storage-blob';
import { AzureError } from '../error';
import { bearer, isLoopback, loopbackRetries, requireSecure } from '../loopback';
import { describeWorkspace, type AzureTarget } from '../target';

/** The workspace's default datastore: where the content of assets is kept. */
export interface Datastore {
  readonly name: string;
  readonly account: string;
  readonly container: ContainerClient;
}

const storageScope = 'https://storage.azure.com/.default';

export async function defaultDatastore(
  target: AzureTarget,
  client: AzureMachineLearningWorkspaces,
): Promise<Datastore> {
  const { resourceGroup, workspace } = target;
  for await (const { name, properties } of client.datastores.list(resourceGroup, workspace, { isDefault: true })) {
    const { accountName, containerName } = properties as AzureBlobDatastore;
    if (name === undefined || accountName === undefined || containerName === undefined) continue;
    return { name, account: accountName, container: await containerClient(target, accountName, containerName) };
  }
  throw new AzureError(`The ${describeWorkspace(target)} has no default datastore in a blob container.`, {
    code: 'NoDefaultDatastore',
    hint: 'Make workspaceblobstore its default datastore again: Azure creates it with the workspace.',
  });
}

async function containerClient(target: AzureTarget, account: string, name: string): Promise<ContainerClient> {
  const { ContainerClient: Client, Pipeline } = await import('@azure/storage-blob');
  const endpoint = requireSecure(target.blobEndpoint(account)).replace(/\/+$/, '');
  const url = `${endpoint}/${name}`;
  if (!isLoopback(url)) return new Client(url, target.credential);
  const options: StoragePipelineOptions = { retryOptions: loopbackRetries };
  return new Client(url, new Pipeline([loopbackBearer(target)], options));
}

/** The storage SDK's form of loopback.ts: its clients do not give their pipeline away, but take policies as factories. */
function loopbackBearer({ credential }: AzureTarget): RequestPolicyFactory {
  return {
    create: (next) => ({
      async sendRequest(request) {
        if (isLoopback(request.url)) request.headers.set('Authorization', await bearer(credential, storageScope));
        else request.headers.remove('Authorization');
        return next.sendRequest(request);
      },
    }),
  };
}
