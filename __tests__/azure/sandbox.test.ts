import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { AssetRegistry, type AzureTarget, downloadFlow, EndpointClient, hashContent, readFlow } from '../../azure';
import { resourceManager } from '../../azure/resource-manager';
import { deployer, openSandbox, type Sandbox } from '../../sandbox';
import { folderWith, removeFolders } from './content/folder';

const group = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-dev';
const storage = `${group}/providers/Microsoft.Storage/storageAccounts/stcontosodev`;
const workspace = `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-dev`;
const endpoint = `${workspace}/onlineEndpoints/greeter-dev`;
const location = 'westeurope';
const roles = {
  blobContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  blobReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
};

const greeter = {
  'standard/flow.dag.yaml': `
additional_includes: [../shared/greet.jinja2]
inputs: { name: { type: string } }
outputs: { greeting: { type: string, reference: '\${greet.output}' } }
nodes:
- { name: greet, type: prompt, source: { type: code, path: greet.jinja2 }, inputs: { name: '\${inputs.name}' } }
`,
  'shared/greet.jinja2': 'Hello {{ name }}!',
};

let directory: string;
let sandbox: Sandbox;
let target: AzureTarget;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'llmops-azure-sandbox-'));
  sandbox = await openSandbox({ directory, terraform: false });
  target = {
    resourceManagerEndpoint: sandbox.endpoint,
    credential: {
      getToken: () => Promise.resolve({ token: sandbox.token(), expiresOnTimestamp: Date.now() + 3_600_000 }),
    },
    blobEndpoint: (account) => sandbox.blobEndpoint(account),
    subscription: '11111111-1111-1111-1111-111111111111',
    resourceGroup: 'rg-dev',
    workspace: 'mlw-dev',
  };
  await put(group, { location });
  await put(storage, { location, properties: {} });
  await put(workspace, { location, properties: { storageAccount: storage } });
});

afterAll(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true, force: true });
  await removeFolders();
});

interface Answer {
  readonly status: number;
  readonly body: { readonly identity?: { readonly principalId: string } };
}

async function put(id: string, body: object): Promise<Answer['body']> {
  const client = await resourceManager(target);
  const request = createPipelineRequest({
    url: `${sandbox.endpoint}${id}?api-version=2025-06-01`,
    method: 'PUT',
    allowInsecureConnection: true,
    body: JSON.stringify(body),
  });
  request.headers.set('content-type', 'application/json');
  const { status, bodyAsText } = await client.sendRequest(request);
  if (status >= 300) throw new Error(`PUT ${id} answered ${status}: ${bodyAsText ?? ''}`);
  return JSON.parse(bodyAsText ?? '') as Answer['body'];
}

function grant(role: string, principalId: string, number: number): Promise<unknown> {
  const name = `00000000-0000-4000-8000-00000000000${number}`;
  const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  const properties = { roleDefinitionId, principalId, principalType: 'ServicePrincipal' };
  return put(`${storage}/providers/Microsoft.Authorization/roleAssignments/${name}`, { properties });
}

describe('in the sandbox, in this order', () => {
  test('a flow cannot be uploaded by somebody without a role on the storage', async () => {
    const folder = join(await folderWith(greeter), 'standard');
    const registration = new AssetRegistry(target).registerFlow({ name: 'greeter', folder });
    await expect(registration).rejects.toMatchObject({
      status: 403,
      code: 'AuthorizationPermissionMismatch',
      message: expect.stringContaining('Could not upload model greeter to storage account stcontosodev'),
      hint: expect.stringContaining('Storage Blob Data Contributor'),
    });
  });

  test('flow, dataset and environment are registered once, whoever asks again', async () => {
    await grant(roles.blobContributor, deployer.objectId, 1);
    const folder = join(await folderWith(greeter), 'standard');
    const data = await folderWith({ 'train.jsonl': '{"name":"Ada"}\n' });
    const registerAll = (): Promise<unknown> => {
      const registry = new AssetRegistry(target);
      return Promise.all([
        registry.registerFlow({ name: 'greeter', folder }),
        registry.registerDataset({ name: 'greeter-train', file: join(data, 'train.jsonl') }),
        registry.registerEnvironment({ name: 'serving', image: 'mcr.microsoft.com/pf:1' }),
      ]);
    };
    const expected = (changed: boolean): unknown[] => [
      expect.objectContaining({ kind: 'model', name: 'greeter', version: '1', changed }),
      expect.objectContaining({ kind: 'data', name: 'greeter-train', version: '1', changed }),
      expect.objectContaining({ kind: 'environment', name: 'serving', version: '1', changed }),
    ];
    expect(await registerAll()).toEqual(expected(true));
    expect(await registerAll()).toEqual(expected(false));
  });

  test('a registered flow is had back as it was, and a version that is not there is none', async () => {
    const folder = join(await folderWith(greeter), 'standard');
    const copy = join(directory, 'download');
    expect(await downloadFlow(target, { name: 'greeter', version: '1' }, copy)).toBe(true);
    expect(await hashContent(copy)).toBe((await readFlow(folder)).hash);
    expect(await downloadFlow(target, { name: 'greeter', version: '7' }, join(directory, 'none'))).toBe(false);
    expect(existsSync(join(directory, 'none'))).toBe(false);
  });

  test('different contents at the same time get different versions', async () => {
    const images = ['a', 'b', 'c', 'd'].map((tag) => `mcr.microsoft.com/pf:${tag}`);
    const registrations = await Promise.all(
      images.map((image) => new AssetRegistry(target).registerEnvironment({ name: 'raced', image })),
    );
    expect(registrations.map(({ version }) => version).sort()).toEqual(['1', '2', '3', '4']);
  });

  test('an endpoint that serves the registered flow is called with its key', async () => {
    const client = new EndpointClient(target);
    expect(await client.get('greeter-dev')).toBeUndefined();
    const body = { location, identity: { type: 'SystemAssigned' }, properties: { authMode: 'Key' } };
    const { identity } = await put(endpoint, body);
    await grant(roles.blobReader, identity!.principalId, 2);
    await put(`${endpoint}/deployments/v001`, {
      location,
      sku: { name: 'Default', capacity: 2 },
      properties: {
        endpointComputeType: 'Managed',
        instanceType: 'Standard_DS3_v2',
        model: `${workspace}/models/greeter/versions/1`,
        environmentId: `${workspace}/environments/serving/versions/1`,
      },
    });
    expect((await client.score('greeter-dev', { name: 'Ada' })).status).toBe(404);
    await put(endpoint, { ...body, properties: { authMode: 'Key', traffic: { v001: 100 } } });

    expect(await client.get('greeter-dev')).toMatchObject({
      authMode: 'Key',
      traffic: { v001: 100 },
      mirrorTraffic: {},
    });
    expect(await client.deployments('greeter-dev')).toEqual([
      {
        name: 'v001',
        model: { name: 'greeter', version: '1' },
        instanceType: 'Standard_DS3_v2',
        instances: 2,
        provisioningState: 'Succeeded',
      },
    ]);
    expect(await client.score('greeter-dev', { name: 'Ada' })).toEqual({
      status: 200,
      body: { greeting: 'Hello Ada!' },
      deployment: 'v001',
      latencyMs: expect.any(Number),
    });
    expect((await client.score('greeter-dev', { name: 'Ada' }, { deployment: 'v009' })).status).toBe(404);
    expect((await client.score('greeter-dev', {})).status).toBeGreaterThanOrEqual(400);
  });

  test('an endpoint with Entra authentication is called with a token', async () => {
    const body = {
      location,
      identity: { type: 'SystemAssigned' },
      properties: { authMode: 'AADToken', traffic: { v001: 100 } },
    };
    await put(endpoint, body);
    expect(await new EndpointClient(target).score('greeter-dev', { name: 'Bo' })).toMatchObject({
      status: 200,
      body: { greeting: 'Hello Bo!' },
    });
  });

  test('what is found and called is the same after the sandbox was opened anew', async () => {
    await sandbox.close();
    sandbox = await openSandbox({ directory, terraform: false });
    target = { ...target, resourceManagerEndpoint: sandbox.endpoint };
    const again = await new AssetRegistry(target).registerEnvironment({
      name: 'serving',
      image: 'mcr.microsoft.com/pf:1',
    });
    expect(again).toMatchObject({ version: '1', changed: false });
    expect((await new EndpointClient(target).score('greeter-dev', { name: 'Cy' })).body).toEqual({
      greeting: 'Hello Cy!',
    });
  });
});
