import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AzurePipelinesCredential, DefaultAzureCredential } from '@azure/identity';
import { azureCredential } from '../../azure';
import { openSandbox } from '../../sandbox';

const before = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
});

const inPipeline = {
  AZURESUBSCRIPTION_TENANT_ID: 'tenant-1',
  AZURESUBSCRIPTION_CLIENT_ID: 'client-1',
  AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: 'connection-1',
  SYSTEM_OIDCREQUESTURI: 'https://dev.azure.com/contoso/oidc',
  SYSTEM_ACCESSTOKEN: 'job-token',
};

test('a pipeline job with a federated service connection signs in through it', async () => {
  Object.assign(process.env, inPipeline);
  expect(await azureCredential()).toBeInstanceOf(AzurePipelinesCredential);
});

test.each(Object.keys(inPipeline))('without %s it takes what the machine has', async (missing) => {
  Object.assign(process.env, inPipeline, { [missing]: '' });
  expect(await azureCredential('tenant-1')).toBeInstanceOf(DefaultAzureCredential);
});

test('a program that the sandbox started gets the token of its deployer', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'llmops-azure-credential-'));
  const sandbox = await openSandbox({ directory, terraform: false });
  try {
    Object.assign(process.env, sandbox.environment());
    const credential = await azureCredential();
    const token = await credential.getToken('https://management.azure.com/.default');
    expect(token?.token.split('.')).toHaveLength(3);
    const url = `${sandbox.endpoint}/subscriptions/s/resourceGroups?api-version=2025-06-01`;
    const headers = { Authorization: `Bearer ${token!.token}` };
    expect((await fetch(url, { headers })).status).not.toBe(401);
    expect((await fetch(url)).status).toBe(401);
  } finally {
    await sandbox.close();
    await rm(directory, { recursive: true, force: true });
  }
});
