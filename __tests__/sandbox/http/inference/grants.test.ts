import { registry, storage, workspace } from '../emulated-workspace';
import { modelFlow, promptFlow, pythonFlow, type ServedEndpoint, ServingWorkspace } from './served-flow';

const account =
  '/subscriptions/2f6ed5d5-0000-4000-8000-000000000001/resourceGroups/ai/providers/Microsoft.CognitiveServices/accounts/shared';
const ada = { name: 'Ada' };
let serving: ServingWorkspace;
let endpoint: ServedEndpoint;

beforeAll(async () => {
  serving = await ServingWorkspace.open({ grants: false });
  endpoint = await serving.endpoint('granted');
  const { azure } = serving;
  await azure.put(`${workspace}/connections/aoai`, {
    properties: {
      category: 'AzureOpenAI',
      authType: 'ApiKey',
      target: 'https://contoso.openai.azure.com/',
      metadata: { ApiType: 'Azure', ApiVersion: '2024-02-01' },
      credentials: { key: 'the-real-key' },
    },
  });
  await azure.put(`${workspace}/connections/keyless`, {
    properties: {
      category: 'AzureOpenAI',
      authType: 'AAD',
      target: 'https://contoso.openai.azure.com/',
      metadata: { ApiType: 'Azure', ApiVersion: '2024-02-01', ResourceId: account },
    },
  });
  await azure.put(`${workspace}/connections/settings`, {
    properties: {
      category: 'CustomKeys',
      authType: 'CustomKeys',
      target: '_',
      metadata: { tone: 'warm' },
      credentials: { keys: { password: 'the-real-password' } },
    },
  });
});
afterAll(() => serving.azure.close());

const to = (deployment: string) => ({ 'azureml-model-deployment': deployment });

/** Why the deployment does not answer; undefined where it does. */
async function reason(deployment: string): Promise<string | undefined> {
  const { status, body } = await endpoint.score(ada, to(deployment));
  if (status === 200) return undefined;
  expect([status, body.error?.code]).toEqual([424, 'ResourceNotReady']);
  return body.error?.message;
}

test('each grant that is missing is named with identity, role and scope, until all are made', async () => {
  await endpoint.deploy('model', modelFlow('aoai'));
  const grantee = `identity 'id-test' (object id ${serving.identity.principalId}) needs the role`;
  expect(await reason('model')).toContain(`${grantee} 'AcrPull' on ${registry}`);
  await serving.grant('registry');
  expect(await reason('model')).toContain(`${grantee} 'Storage Blob Data Reader' on ${storage}`);
  const reader = await serving.grant('storage');
  expect(await reason('model')).toContain(
    `${grantee} 'Azure Machine Learning Workspace Connection Secrets Reader' on ${workspace}`,
  );
  await serving.grant('connections');
  expect(await reason('model')).toBeUndefined();
  await serving.azure.arm('DELETE', reader);
  expect(await reason('model')).toContain("'Storage Blob Data Reader'");
  await serving.grant('storage');
});

test('a flow without connections needs no right to read them', async () => {
  await endpoint.deploy('plain', promptFlow('Hello {{name}}'));
  expect(await reason('plain')).toBeUndefined();
});

test('a model node is answered by the simulated model, which says so', async () => {
  await endpoint.deploy('model', modelFlow('aoai'));
  const { body } = await endpoint.score(ada, to('model'));
  expect(String(body.greeting).toLowerCase()).toContain('simulated');
});

test('a connection without a key asks the identity for a role on the account', async () => {
  await endpoint.deploy('keyless', modelFlow('keyless'));
  expect(await reason('keyless')).toContain(`'Cognitive Services OpenAI User' on ${account}`);
  await serving.azure.grant(serving.identity.principalId, 'Cognitive Services OpenAI User', account);
  expect(await reason('keyless')).toBeUndefined();
});

test('a connection that the workspace lacks is named', async () => {
  await endpoint.deploy('unknown', modelFlow('nowhere'));
  expect(await reason('unknown')).toContain("Connection 'nowhere' is not found in workspace 'mlw-test'");
});

test('a custom connection brings its settings, and stand-ins for its secrets', async () => {
  const files = pythonFlow("f'{settings.tone} {settings.password}'");
  const connected = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      text
        .replace('name: "${inputs.name}" }', 'name: "${inputs.name}", settings: settings }')
        .replace('def greet(name: str):', 'def greet(name: str, settings: CustomConnection):')
        .replace('@tool', 'from promptflow.connections import CustomConnection\n\n@tool'),
    ]),
  );
  await endpoint.deploy('custom', connected);
  const { body } = await endpoint.score(ada, to('custom'));
  expect(body.greeting).toMatch(/^warm sandbox-[0-9a-f]{32}$/);
});

test('a changed connection is read again', async () => {
  await endpoint.deploy('rotated', pythonFlow('os.environ["TONE"]'), {
    environmentVariables: { AZURE_CLIENT_ID: serving.identity.clientId, TONE: '${settings.tone}' },
  });
  expect((await endpoint.score(ada, to('rotated'))).body).toEqual({ greeting: 'warm' });
  await serving.azure.put(`${workspace}/connections/settings`, {
    properties: {
      category: 'CustomKeys',
      authType: 'CustomKeys',
      target: '_',
      metadata: { tone: 'cool' },
      credentials: { keys: { password: 'another' } },
    },
  });
  expect((await endpoint.score(ada, to('rotated'))).body).toEqual({ greeting: 'cool' });
});

test('a container with a user-assigned identity has to be told its client id', async () => {
  await endpoint.deploy('anonymous', promptFlow('hi'), { environmentVariables: {} });
  expect(await reason('anonymous')).toContain(
    `AZURE_CLIENT_ID must hold its client id: ${serving.identity.clientId} for 'id-test'`,
  );
  await endpoint.deploy('anonymous', promptFlow('hi'), { environmentVariables: { AZURE_CLIENT_ID: 'wrong' } });
  expect(await reason('anonymous')).toContain("not 'wrong'");
});

test('an endpoint without an identity cannot serve', async () => {
  const { azure } = serving;
  const bare = `${workspace}/onlineEndpoints/no-identity`;
  await azure.put(bare, { location: 'westeurope', properties: { authMode: 'AADToken' } });
  const { body: model } = await azure.arm('GET', `${endpoint.id}/deployments/plain`);
  await azure.put(`${bare}/deployments/plain`, {
    location: 'westeurope',
    properties: { ...model.properties, environmentVariables: {} },
  });
  const response = await fetch(`${azure.sandbox.endpoint}/inference/westeurope/no-identity/score`, {
    method: 'POST',
    headers: { authorization: `Bearer ${azure.sandbox.token()}`, ...to('plain') },
    body: '{"name":"Ada"}',
  });
  expect([response.status, await response.json()]).toMatchObject([
    424,
    { error: { message: expect.stringContaining("endpoint 'no-identity' has no identity") } },
  ]);
});

test('an endpoint with an identity of its own serves once that has the grants', async () => {
  const { azure } = serving;
  const id = `${workspace}/onlineEndpoints/own-identity`;
  const { body: plain } = await azure.arm('GET', `${endpoint.id}/deployments/plain`);
  const location = 'westeurope';
  await azure.put(id, { location, identity: { type: 'SystemAssigned' }, properties: { authMode: 'AADToken' } });
  await azure.put(`${id}/deployments/plain`, {
    location,
    properties: { ...plain.properties, environmentVariables: {} },
  });
  const score = () =>
    fetch(`${azure.sandbox.endpoint}/inference/${location}/own-identity/score`, {
      method: 'POST',
      headers: { authorization: `Bearer ${azure.sandbox.token()}`, ...to('plain') },
      body: '{"name":"Ada"}',
    });
  expect((await score()).status).toBe(424);
  const { principalId } = (await azure.arm('GET', id)).body.identity ?? {};
  await azure.grant(principalId ?? '', 'AcrPull', registry);
  await azure.grant(principalId ?? '', 'Storage Blob Data Reader', storage);
  expect(await (await score()).json()).toEqual({ greeting: 'Hello Ada' });
});
