import { randomUUID } from 'node:crypto';
import { type ArmResource, type JsonObject } from '../resource';
import { managedNetwork } from './network/managed-network';
import { badRequest } from './refusals';
import { objectOf, stringOf, textOf } from '../json-values';
import { type PutRequest, type Rule } from './rule';

const type = 'Microsoft.MachineLearningServices/workspaces';

/** Machine learning workspaces. Each gets its default blob datastore, as the service makes it. */
export const workspaces: Rule = {
  type,
  name: {
    pattern: /^[a-zA-Z0-9][\w-]{2,32}$/,
    says: '3 to 33 letters, digits, dashes and underscores, starting with a letter or digit',
  },
  readOnly: ['workspaceId', 'tenantId', 'discoveryUrl'],
  check(request) {
    for (const property of ['storageAccount', 'keyVault', 'applicationInsights', 'containerRegistry'])
      checkPart(request, property);
  },
  properties: (request) => ({
    publicNetworkAccess: 'Enabled',
    systemDatastoresAuthMode: 'AccessKey',
    ...request.properties,
    ...networkOf(request),
    ...generated(request),
  }),
  actions: {
    provisionmanagednetwork: ({ resource, change }) => {
      const network = objectOf(resource.properties.managedNetwork);
      if (network.isolationMode === undefined || network.isolationMode === 'Disabled') {
        throw badRequest('ValidationError', `Workspace '${resource.name}' has no managed network to provision.`);
      }
      const status = { status: 'Active', sparkReady: false };
      change(resource.id, { managedNetwork: { ...network, status } });
      return status;
    },
  },
  companions(workspace) {
    const storage = stringOf(workspace.properties.storageAccount);
    if (storage === undefined) return [];
    const containerName = `azureml-blobstore-${textOf(workspace.properties.workspaceId)}`;
    return [
      {
        id: `${storage}/blobServices/default/containers/${containerName}`,
        body: { properties: { publicAccess: 'None' } },
      },
      {
        id: `${workspace.id}/datastores/workspaceblobstore`,
        body: {
          properties: {
            datastoreType: 'AzureBlob',
            isDefault: true,
            accountName: storage.split('/').at(-1) ?? '',
            containerName,
            endpoint: 'core.windows.net',
            protocol: 'https',
            serviceDataAccessAuthIdentity: 'None',
          },
        },
      },
    ];
  },
};

function networkOf(request: PutRequest): JsonObject {
  const network = managedNetwork(request);
  return network === undefined ? {} : { managedNetwork: network };
}

function generated({ existing, body, graph }: PutRequest): JsonObject {
  return {
    workspaceId: existing?.properties.workspaceId ?? randomUUID(),
    tenantId: graph.tenant,
    discoveryUrl: `https://${(body.location ?? existing?.location ?? '').toLowerCase()}.api.azureml.ms/discovery`,
  };
}

/** Datastores. Whether the default one holds an account key follows from the workspace's `systemDatastoresAuthMode`. */
export const datastores: Rule = {
  type: `${type}/datastores`,
  name: { pattern: /^[a-zA-Z0-9_]{1,255}$/, says: '1 to 255 letters, digits and underscores' },
  readOnly: ['credentials'],
  view: (datastore, graph) => ({
    credentials: {
      credentialsType: credentialsType(datastore, graph.get(datastore.id.split('/').slice(0, -2).join('/'))),
    },
  }),
  actions: {
    listsecrets: ({ resource, key }) => {
      const credentials = resource.properties.credentials as JsonObject;
      if (credentials.credentialsType === 'None') {
        throw badRequest(
          'UserError',
          `Datastore '${resource.name}' has no secrets: it uses the identity of its caller.`,
        );
      }
      return { secretsType: 'AccountKey', key: Buffer.from(key('account'), 'hex').toString('base64') };
    },
  },
};

function credentialsType(datastore: ArmResource, workspace: ArmResource | undefined): string {
  return datastore.properties.isDefault === true && workspace?.properties.systemDatastoresAuthMode !== 'Identity'
    ? 'AccountKey'
    : 'None';
}

function checkPart({ id, properties, graph }: PutRequest, property: string): void {
  const part = stringOf(properties[property]);
  if (part !== undefined && part !== '' && graph.get(part) === undefined) {
    throw badRequest('ValidationError', `Workspace '${id.name}' names ${property} '${part}', which does not exist.`);
  }
}
