import { promptFlow, type ServedEndpoint, ServingWorkspace } from './served-flow';

let serving: ServingWorkspace;
let endpoint: ServedEndpoint;

beforeAll(async () => {
  serving = await ServingWorkspace.open();
  endpoint = await serving.endpoint('split');
  for (const name of ['v001', 'v002']) await endpoint.deploy(name, promptFlow(name));
});
afterAll(() => serving.azure.close());

/** How many of `count` requests each deployment answered, as the answers themselves say. */
async function observe(count: number): Promise<Record<string, number>> {
  const shares: Record<string, number> = {};
  for (let sent = 0; sent < count; sent += 10) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => endpoint.score({ name: 'Ada' })));
    for (const { body, headers } of answers) {
      const name = String(body.greeting);
      expect(headers.get('azureml-model-deployment')).toBe(name);
      shares[name] = (shares[name] ?? 0) + 1;
    }
  }
  return shares;
}

test('requests are spread as the traffic says', async () => {
  await endpoint.setTraffic({ v001: 10, v002: 90 });
  expect(await observe(200)).toEqual({ v001: 20, v002: 180 });
  await endpoint.setTraffic({ v001: 0, v002: 100 });
  expect(await observe(20)).toEqual({ v002: 20 });
});

test('a caller may choose a deployment that has no traffic', async () => {
  await endpoint.setTraffic({ v001: 0, v002: 100 });
  const { body } = await endpoint.score({ name: 'Ada' }, { 'azureml-model-deployment': 'v001' });
  expect(body).toEqual({ greeting: 'v001' });
});

test('a deployment that does not exist is a 404 that names those that do', async () => {
  const { status, body } = await endpoint.score({ name: 'Ada' }, { 'azureml-model-deployment': 'v009' });
  expect([status, body.error?.message]).toEqual([
    404,
    "Endpoint 'split' has no deployment 'v009'; it has 'v001', 'v002'.",
  ]);
});

test('an endpoint without traffic is a 404', async () => {
  await endpoint.setTraffic({});
  expect(await endpoint.score({ name: 'Ada' })).toMatchObject({ status: 404, body: { error: { code: 'NoTraffic' } } });
});

test('an endpoint that does not exist is a 404', async () => {
  const url = `${serving.azure.sandbox.endpoint}/inference/northeurope/split/score`;
  const response = await fetch(url, { method: 'POST', body: '{}' });
  expect([response.status, await response.json()]).toMatchObject([404, { error: { code: 'EndpointNotFound' } }]);
});

test('a mirror gets copies of its share, and its answers are seen by nobody', async () => {
  await endpoint.setTraffic({ v001: 100 }, { v002: 20 });
  expect(await observe(50)).toEqual({ v001: 50 });
  const copies = async () => (await serving.azure.sandbox.status()).requests.filter(({ mirrored }) => mirrored);
  for (let tries = 0; tries < 50 && (await copies()).length < 10; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect((await copies()).map(({ deployment, status }) => [deployment, status])).toEqual(Array(10).fill(['v002', 200]));
});
