import { apiVersion, EmulatedAzure, group, identity, subscription, workspace } from '../emulated-workspace';

let azure: EmulatedAzure;
let principalId: string;

beforeAll(async () => {
  azure = await EmulatedAzure.open();
  ({ principalId } = await azure.createWorkspace());
});
afterAll(() => azure.close());

/** The token of the test's user-assigned identity, as its container would get it. */
async function identityToken(): Promise<string> {
  const { IDENTITY_ENDPOINT = '', IDENTITY_HEADER = '' } = azure.sandbox.environment();
  const { body } = await azure.arm('GET', identity);
  const url = `${IDENTITY_ENDPOINT}?resource=https://management.azure.com/&client_id=${String(body.properties.clientId)}`;
  const response = await fetch(url, { headers: { 'x-identity-header': IDENTITY_HEADER } });
  return ((await response.json()) as { access_token: string }).access_token;
}

test('a request without a token of this sandbox is refused', async () => {
  const other = await EmulatedAzure.open();
  try {
    for (const token of ['', 'nonsense', other.sandbox.token()]) {
      const { status, body } = await azure.arm('GET', workspace, undefined, token);
      expect([status, body.error.code]).toEqual([401, 'AuthenticationFailed']);
    }
  } finally {
    await other.close();
  }
});

test('a principal reads and writes only where its roles allow it', async () => {
  const token = await identityToken();
  expect((await azure.arm('GET', workspace, undefined, token)).body.error).toMatchObject({
    code: 'AuthorizationFailed',
    message: expect.stringContaining('Reader'),
  });
  await azure.grant(principalId, 'Reader', group);
  expect((await azure.arm('GET', workspace, undefined, token)).status).toBe(200);
  expect((await azure.arm('DELETE', workspace, undefined, token)).status).toBe(403);
});

test('the api-version is asked for', async () => {
  const response = await fetch(azure.sandbox.endpoint + workspace, {
    headers: { authorization: `Bearer ${azure.sandbox.token()}` },
  });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { error: { code: 'MissingApiVersionParameter' } },
  ]);
});

test('a body that is no JSON object is refused', async () => {
  const response = await fetch(`${azure.sandbox.endpoint}${workspace}?api-version=${apiVersion}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${azure.sandbox.token()}`, 'content-type': 'application/json' },
    body: '{"location":',
  });
  expect([response.status, await response.json()]).toMatchObject([400, { error: { code: 'InvalidRequestContent' } }]);
});

test('what is not there is named', async () => {
  const missing = await azure.arm('GET', `${workspace}/models/absent/versions/1`);
  expect([missing.status, missing.body.error.code]).toEqual([404, 'ResourceNotFound']);
  expect(missing.body.error.message).toContain('models/absent/versions/1');
  expect((await azure.arm('GET', `/subscriptions/${subscription}/resourceGroups/absent`)).body.error.code).toBe(
    'ResourceGroupNotFound',
  );
  expect((await azure.arm('DELETE', `${workspace}/onlineEndpoints/absent`)).status).toBe(204);
});

test('ids are found whatever their case, and keep their own', async () => {
  const { status, body } = await azure.arm('GET', workspace.toUpperCase());
  expect([status, body.id]).toEqual([200, workspace]);
});

test('a list holds what lies below its scope', async () => {
  const provider = 'providers/Microsoft.MachineLearningServices/workspaces';
  for (const scope of [`/subscriptions/${subscription}`, group]) {
    const { body } = await azure.arm('GET', `${scope}/${provider}`);
    expect(body.value.map(({ id }) => id)).toEqual([workspace]);
  }
  const elsewhere = await azure.arm('GET', `/subscriptions/00000000-0000-0000-0000-000000000001/${provider}`);
  expect(elsewhere.body).toEqual({ value: [] });
});

test('role assignments are listed at their scope, by principal', async () => {
  const scope = `${workspace}/providers/Microsoft.Authorization/roleAssignments`;
  await azure.grant(principalId, 'AzureML Data Scientist', workspace);
  const mine = await azure.arm('GET', `${scope}?$filter=${encodeURIComponent(`principalId eq '${principalId}'`)}`);
  expect(mine.body.value).toHaveLength(1);
  const others = await azure.arm('GET', `${scope}?$filter=${encodeURIComponent("principalId eq 'someone-else'")}`);
  expect(others.body.value).toEqual([]);
});

test('a change of an endpoint is answered before it is done, with an address to ask', async () => {
  const id = `${workspace}/onlineEndpoints/slow-one`;
  const put = await azure.arm('PUT', id, { location: 'westeurope', properties: { authMode: 'AADToken' } });
  expect([put.status, put.body.properties.provisioningState]).toEqual([201, 'Creating']);
  const poll = new URL(put.headers.get('azure-asyncoperation') ?? '');
  expect((await azure.arm('GET', poll.pathname + poll.search)).body).toMatchObject({ status: 'Succeeded' });
  const removed = await azure.arm('DELETE', id);
  expect(removed.status).toBe(202);
  const result = new URL(removed.headers.get('location') ?? '');
  expect((await azure.arm('GET', result.pathname + result.search)).status).toBe(204);
});

test('secrets of connections are listed by an action and shown by nothing else', async () => {
  const id = `${workspace}/connections/search`;
  const credentials = { key: 'the-real-key' };
  const target = 'https://search.example';
  await azure.put(id, { properties: { category: 'CognitiveSearch', authType: 'ApiKey', target, credentials } });
  expect(JSON.stringify((await azure.arm('GET', id)).body)).not.toContain('key":');
  const { body } = await azure.arm('POST', `${id}/listsecrets`);
  expect(body.properties).toMatchObject({ credentials: { key: expect.stringMatching(/^sandbox-[0-9a-f]+$/) } });
});

test('what Terraform keeps with a resource is not shown', async () => {
  await azure.put(group, { location: 'westeurope', tags: { team: 'ml' } });
  expect(Object.keys((await azure.arm('GET', group)).body)).not.toContain('terraform');
});

test('pages of other sites cannot reach the sandbox by a name of their own', async () => {
  const { port } = new URL(azure.sandbox.endpoint);
  const { request } = await import('node:http');
  const status = await new Promise((resolve) => {
    request({ port, host: '127.0.0.1', path: '/', headers: { host: `attacker.example:${port}` } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  expect(status).toBe(403);
});
