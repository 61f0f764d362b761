import { type JsonObject, type OpenResourceGraph } from '../../../sandbox/arm';
import { group, storage, vault, workspace, workspaceGraph } from './sample-subscription';

const datastore = `${workspace}/datastores/workspaceblobstore`;
let graph: OpenResourceGraph;
beforeEach(async () => {
  graph = await workspaceGraph();
});

describe('a workspace', () => {
  it('brings its default datastore and the container for it', () => {
    const { containerName, ...properties } = graph.get(datastore)!.properties;
    expect(properties).toMatchObject({ isDefault: true, accountName: 'stcontosodev', datastoreType: 'AzureBlob' });
    expect(graph.get(`${storage}/blobServices/default/containers/${containerName as string}`)).toBeDefined();
    expect(graph.get(workspace)?.properties.discoveryUrl).toBe('https://westeurope.api.azureml.ms/discovery');
  });

  it('stays itself when it is written again', async () => {
    const before = graph.get(workspace);
    const after = await graph.put(workspace, {
      location: 'West Europe',
      properties: { storageAccount: storage, keyVault: vault },
    });
    expect(after.properties.workspaceId).toBe(before?.properties.workspaceId);
    expect(graph.list('Microsoft.MachineLearningServices/workspaces/datastores', workspace)).toHaveLength(1);
  });

  it('gives out an account key only while its datastores use one', async () => {
    expect(((await graph.action(datastore, 'listSecrets')) as JsonObject).secretsType).toBe('AccountKey');
    await graph.patch(workspace, { properties: { systemDatastoresAuthMode: 'Identity' } });
    expect(graph.get(datastore)?.properties.credentials).toEqual({ credentialsType: 'None' });
    await expect(graph.action(datastore, 'listSecrets')).rejects.toThrow('uses the identity of its caller');
  });

  it('needs parts that exist', async () => {
    const other = `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-other`;
    await expect(graph.put(other, { location: 'westeurope', properties: { keyVault: `${vault}2` } })).rejects.toThrow(
      "names keyVault '",
    );
  });

  it('keeps the principal that was made for it', async () => {
    const body = {
      location: 'westeurope',
      properties: { storageAccount: storage },
      identity: { type: 'SystemAssigned' },
    };
    const { identity } = await graph.put(workspace, body);
    expect(identity).toMatchObject({
      type: 'SystemAssigned',
      principalId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect((await graph.put(workspace, body)).identity).toEqual(identity);
    await expect(
      graph.put(workspace, {
        ...body,
        identity: { type: 'UserAssigned', userAssignedIdentities: { [`${group}/x/y`]: {} } },
      }),
    ).rejects.toThrow('does not exist');
  });
});

describe('resources of any type', () => {
  it('need their parents', async () => {
    await expect(
      graph.put(vault.replace('rg-contoso-dev', 'rg-none'), { location: 'westeurope' }),
    ).rejects.toMatchObject({
      code: 'ResourceGroupNotFound',
      message: "Resource group 'rg-none' could not be found.",
    });
    await expect(graph.put(`${vault}2/secrets/key`, { properties: { value: 'x' } })).rejects.toMatchObject({
      code: 'ParentResourceNotFound',
    });
  });

  it('are found in any spelling, and keep the first', async () => {
    expect(graph.get(vault.toUpperCase())?.id).toBe(vault);
    expect((await graph.put(vault.toLowerCase(), { location: 'WestEurope' })).id).toBe(vault);
  });

  it('stay in their location', async () => {
    await expect(graph.put(vault, { location: 'eastus' })).rejects.toMatchObject({
      status: 409,
      code: 'InvalidResourceLocation',
    });
  });

  it.each([
    ['Microsoft.KeyVault/vaults', 'kv-contoso-dev', 'VaultAlreadyExists'],
    ['Microsoft.Storage/storageAccounts', 'stcontosodev', 'StorageAccountAlreadyTaken'],
  ])('of type %s have names that are taken for all of Azure', async (type, name, code) => {
    const elsewhere = '/subscriptions/s2/resourceGroups/rg-contoso-prod';
    await graph.put(elsewhere, { location: 'northeurope' });
    await expect(
      graph.put(`${elsewhere}/providers/${type}/${name}`, { location: 'northeurope' }),
    ).rejects.toMatchObject({ status: 409, code });
  });

  it.each([
    ['Microsoft.KeyVault/vaults', ['kv', '1vault', 'kv--1', 'kv-', 'k'.repeat(25)]],
    ['Microsoft.Storage/storageAccounts', ['st', 'St123', 'st-123', 's'.repeat(25)]],
    ['Microsoft.ContainerRegistry/registries', ['cr12', 'cr-123', 'c'.repeat(51)]],
    ['Microsoft.MachineLearningServices/workspaces', ['ml', '-mlw', 'm'.repeat(34)]],
    ['Microsoft.OperationalInsights/workspaces', ['log', 'log-', 'l'.repeat(64)]],
    ['Microsoft.ManagedIdentity/userAssignedIdentities', ['id', '-id1', 'i'.repeat(129)]],
  ])('of type %s refuse the names %j', async (type, names) => {
    for (const name of names) {
      await expect(graph.put(`${group}/providers/${type}/${name}`, { location: 'westeurope' })).rejects.toMatchObject({
        code: 'InvalidResourceName',
        message: expect.stringContaining('it must be') as string,
      });
    }
  });

  it('refuse actions that they do not have', async () => {
    await expect(graph.action(vault, 'purge')).rejects.toThrow("no action 'purge'");
    await expect(graph.action(`${vault}2`, 'listKeys')).rejects.toMatchObject({ status: 404 });
  });

  it('of a type that the sandbox has no rules for are kept as they come', async () => {
    const id = `${group}/providers/Microsoft.Web/serverFarms/plan`;
    const put = await graph.put(id, {
      location: 'westeurope',
      sku: { name: 'S1' },
      kind: 'linux',
      properties: { reserved: true },
    });
    expect(put).toMatchObject({
      type: 'Microsoft.Web/serverFarms',
      sku: { name: 'S1' },
      kind: 'linux',
      properties: { reserved: true },
    });
  });
});
