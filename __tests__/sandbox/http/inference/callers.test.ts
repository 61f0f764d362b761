import { identity } from '../emulated-workspace';
import { promptFlow, type ServedEndpoint, ServingWorkspace } from './served-flow';

let serving: ServingWorkspace;

beforeAll(async () => {
  serving = await ServingWorkspace.open();
});
afterAll(() => serving.azure.close());

async function serve(name: string, authMode: string): Promise<ServedEndpoint> {
  const endpoint = await serving.endpoint(name, authMode);
  await endpoint.deploy('v001', promptFlow('Hello {{name}}'));
  await endpoint.setTraffic({ v001: 100 });
  return endpoint;
}

const bearer = (value: unknown) => ({ authorization: `Bearer ${String(value)}` });
const ada = { name: 'Ada' };

test('an endpoint with keys takes either of them and nothing else', async () => {
  const endpoint = await serve('with-keys', 'Key');
  const { body } = await serving.azure.arm('POST', `${endpoint.id}/listKeys`);
  const { primaryKey, secondaryKey } = body as unknown as Record<string, string>;
  expect((await endpoint.score(ada, bearer(primaryKey))).status).toBe(200);
  expect((await endpoint.score(ada, bearer(secondaryKey))).status).toBe(200);
  for (const refused of [{ authorization: '' }, bearer('guess'), {}]) {
    const { status, body: answer } = await endpoint.score(ada, refused);
    expect([status, answer.error?.message]).toEqual([401, expect.stringContaining('listKeys')]);
  }
  await serving.azure.arm('POST', `${endpoint.id}/regenerateKeys`, { keyType: 'Primary' });
  expect((await endpoint.score(ada, bearer(primaryKey))).status).toBe(401);
});

test('an endpoint with Azure ML tokens takes the one that it gives out', async () => {
  const endpoint = await serve('with-tokens', 'AMLToken');
  const { body } = await serving.azure.arm('POST', `${endpoint.id}/token`);
  const { accessToken } = body as unknown as Record<string, string>;
  expect((await endpoint.score(ada, bearer(accessToken))).status).toBe(200);
  expect((await endpoint.score(ada)).status).toBe(401);
});

test('an endpoint with Entra tokens takes principals that hold a role for it', async () => {
  const endpoint = await serve('with-entra', 'AADToken');
  const { IDENTITY_ENDPOINT = '', IDENTITY_HEADER = '' } = serving.azure.sandbox.environment();
  const clientId = String((await serving.azure.arm('GET', identity)).body.properties.clientId);
  const url = `${IDENTITY_ENDPOINT}?resource=https://ml.azure.com&client_id=${clientId}`;
  const response = await fetch(url, { headers: { 'x-identity-header': IDENTITY_HEADER } });
  const { access_token: token } = (await response.json()) as { access_token: string };

  expect((await endpoint.score(ada)).status).toBe(200);
  const refused = await endpoint.score(ada, bearer(token));
  expect([refused.status, refused.body.error?.message]).toEqual([403, expect.stringContaining("'id-test'")]);
  expect((await endpoint.score(ada, bearer('nonsense'))).status).toBe(401);
  await serving.azure.grant(serving.identity.principalId, 'AzureML Data Scientist', endpoint.id);
  expect((await endpoint.score(ada, bearer(token))).status).toBe(200);
});
