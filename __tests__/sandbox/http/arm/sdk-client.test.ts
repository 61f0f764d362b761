import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { apiVersion, EmulatedAzure, identity, region, subscription, workspace } from '../emulated-workspace';

let azure: EmulatedAzure;
let client: AzureMachineLearningWorkspaces;
// The SDK waits 2 seconds between polls otherwise.
const quickly = { updateIntervalInMs: 5 };
const [groupName, workspaceName] = ['rg-test', 'mlw-test'] as const;

beforeAll(async () => {
  azure = await EmulatedAzure.open();
  await azure.createWorkspace();
  const { sandbox } = azure;
  client = new AzureMachineLearningWorkspaces({ getToken: () => Promise.resolve(null) }, subscription, {
    endpoint: sandbox.endpoint,
    apiVersion,
    allowInsecureConnection: true,
  });
  // The SDK refuses tokens over plain http, so the header is set behind its back.
  client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  client.pipeline.addPolicy({
    name: 'sandboxToken',
    sendRequest(request, next) {
      request.headers.set('authorization', `Bearer ${sandbox.token()}`);
      return next(request);
    },
  });
});
afterAll(() => azure.close());

async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

test('the default datastore tells where to upload', async () => {
  const [datastore, ...others] = await collect(client.datastores.list(groupName, workspaceName, { isDefault: true }));
  expect(others).toEqual([]);
  expect(datastore?.properties).toMatchObject({
    datastoreType: 'AzureBlob',
    accountName: 'sttest',
    containerName: expect.stringMatching(/^azureml-blobstore-/),
    credentials: { credentialsType: 'None' },
  });
});

test('versions are registered, listed newest first, filtered and cut', async () => {
  for (const version of ['1', '2', '10']) {
    await client.dataVersions.createOrUpdate(groupName, workspaceName, 'tickets', version, {
      properties: {
        dataType: 'uri_file',
        dataUri: `azureml://datastores/workspaceblobstore/paths/tickets/${version}`,
        tags: { contentHash: `hash-${version}` },
      },
    });
  }
  const names = async (options: { orderBy?: string; top?: number; tags?: string }) =>
    (await collect(client.dataVersions.list(groupName, workspaceName, 'tickets', options))).map(({ name }) => name);
  expect(await names({ orderBy: 'createdtime desc' })).toEqual(['10', '2', '1']);
  expect(await names({ tags: 'contentHash=hash-2' })).toEqual(['2']);
  const container = await client.dataContainers.get(groupName, workspaceName, 'tickets');
  expect(container.properties).toMatchObject({ latestVersion: '10', nextVersion: '11' });
});

test('long lists come in pages that the client follows', async () => {
  await Promise.all(
    Array.from({ length: 230 }, (_, index) =>
      azure.put(`${workspace}/data/paged/versions/${index + 1}`, {
        properties: { dataType: 'uri_file', dataUri: `azureml://datastores/workspaceblobstore/paths/${index}` },
      }),
    ),
  );
  expect(await collect(client.dataVersions.list(groupName, workspaceName, 'paged'))).toHaveLength(230);
});

test('an endpoint is created, given keys, updated and deleted by pollers', async () => {
  const body = {
    location: region,
    identity: { type: 'UserAssigned' as const, userAssignedIdentities: { [identity]: {} } },
    properties: { authMode: 'Key' as const },
  };
  const created = await client.onlineEndpoints.beginCreateOrUpdateAndWait(
    groupName,
    workspaceName,
    'poll-me',
    body,
    quickly,
  );
  expect(created.properties).toMatchObject({
    provisioningState: 'Succeeded',
    scoringUri: `${azure.sandbox.endpoint}/inference/${region}/poll-me/score`,
  });
  const keys = await client.onlineEndpoints.listKeys(groupName, workspaceName, 'poll-me');
  expect(keys.primaryKey).toMatch(/^[0-9a-f]{64}$/);
  await client.onlineEndpoints.beginRegenerateKeysAndWait(
    groupName,
    workspaceName,
    'poll-me',
    { keyType: 'Primary' },
    quickly,
  );
  const renewed = await client.onlineEndpoints.listKeys(groupName, workspaceName, 'poll-me');
  expect(renewed.primaryKey).not.toBe(keys.primaryKey);
  expect(renewed.secondaryKey).toBe(keys.secondaryKey);
  await client.onlineEndpoints.beginDeleteAndWait(groupName, workspaceName, 'poll-me', quickly);
  await expect(client.onlineEndpoints.get(groupName, workspaceName, 'poll-me')).rejects.toMatchObject({
    statusCode: 404,
    code: 'ResourceNotFound',
  });
});

test('what ARM refuses reaches the client with its code and message', async () => {
  const refused = client.onlineEndpoints.beginCreateOrUpdateAndWait(groupName, workspaceName, 'refuse-me', {
    location: region,
    properties: { authMode: 'Key', traffic: { missing: 100 } },
  });
  await expect(refused).rejects.toMatchObject({ statusCode: 400, message: expect.stringContaining("'missing'") });
});
