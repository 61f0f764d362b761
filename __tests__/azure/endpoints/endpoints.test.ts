import { EndpointClient } from '../../../azure';
import { FakeAzure } from '../fake-azure';

let azure: FakeAzure;
beforeAll(async () => void (azure = await FakeAzure.start()));
beforeEach(() => azure.reset());
afterAll(() => azure.close());

function deploy(name: string, properties: object = {}): void {
  azure.endpoints.set(name, {
    authMode: 'Key',
    scoringUri: `${azure.scoringBase}/${name}`,
    provisioningState: 'Succeeded',
    ...properties,
  });
}

describe('reading an endpoint', () => {
  test('tells where it is, who may call it, and who gets which share', async () => {
    deploy('triage-dev', { authMode: 'AADToken', traffic: { v002: 90, v001: 10 }, mirrorTraffic: { v003: 20 } });
    expect(await new EndpointClient(azure.target).get('triage-dev')).toEqual({
      name: 'triage-dev',
      scoringUri: `${azure.scoringBase}/triage-dev`,
      authMode: 'AADToken',
      traffic: { v002: 90, v001: 10 },
      mirrorTraffic: { v003: 20 },
      provisioningState: 'Succeeded',
    });
  });

  test('that is new tells no shares, and one that does not exist nothing', async () => {
    deploy('triage-dev');
    const client = new EndpointClient(azure.target);
    expect(await client.get('triage-dev')).toMatchObject({ traffic: {}, mirrorTraffic: {} });
    expect(await client.get('other')).toBeUndefined();
  });

  test('lists its deployments with the model version and the size of each', async () => {
    const models =
      '/subscriptions/s/resourceGroups/r/providers/Microsoft.MachineLearningServices/workspaces/w/models/triage/versions';
    const properties = {
      endpointComputeType: 'Managed',
      instanceType: 'Standard_DS3_v2',
      provisioningState: 'Succeeded',
    };
    azure.deployments.set('triage-dev', [
      { name: 'v002', sku: { name: 'Default', capacity: 3 }, properties: { ...properties, model: `${models}/2` } },
      { name: 'v001', properties: { ...properties, model: 'azureml://registries/shared/models/x/versions/1' } },
    ]);
    const size = { instanceType: 'Standard_DS3_v2', provisioningState: 'Succeeded' };
    expect(await new EndpointClient(azure.target).deployments('triage-dev')).toEqual([
      { name: 'v001', ...size },
      { name: 'v002', ...size, instances: 3, model: { name: 'triage', version: '2' } },
    ]);
  });
});

describe('calling an endpoint', () => {
  test.each([
    ['Key', 'Bearer key-1'],
    ['AMLToken', 'Bearer aml-token'],
    ['AADToken', 'Bearer for https://ml.azure.com/.default'],
  ])('with %s authentication sends %s', async (authMode, header) => {
    deploy('triage-dev', { authMode });
    let sent: unknown;
    azure.score = ({ headers }) => ({ status: 200, body: { seen: (sent = headers.authorization) } });
    const client = new EndpointClient(azure.target);
    expect(await client.authorization('triage-dev')).toBe(header);
    await client.score('triage-dev', {});
    expect(sent).toBe(header);
  });

  test('of another cloud asks for the token of that cloud', async () => {
    deploy('triage-dev', { authMode: 'AADToken' });
    const client = new EndpointClient({ ...azure.target, inferenceScope: 'https://ml.azure.us/.default' });
    expect(await client.authorization('triage-dev')).toBe('Bearer for https://ml.azure.us/.default');
  });

  test('answers the status, the parsed body, the deployment that answered and the time it took', async () => {
    deploy('triage-dev');
    azure.score = ({ body }) => ({
      status: 200,
      body: { echo: JSON.parse(String(body)) as unknown },
      headers: { 'azureml-model-deployment': 'v002' },
    });
    const score = await new EndpointClient(azure.target).score('triage-dev', { ticket: 'Größe falsch' });
    expect(score).toEqual({
      status: 200,
      body: { echo: { ticket: 'Größe falsch' } },
      deployment: 'v002',
      latencyMs: expect.any(Number),
    });
    expect(score.latencyMs).toBeGreaterThan(0);
  });

  test('can name the deployment that is to answer', async () => {
    deploy('triage-dev');
    azure.score = ({ headers }) => ({
      status: 200,
      body: { asked: headers['azureml-model-deployment'] ?? 'by traffic' },
    });
    const client = new EndpointClient(azure.target);
    expect((await client.score('triage-dev', {}, { deployment: 'v001' })).body).toEqual({ asked: 'v001' });
    expect((await client.score('triage-dev', {})).body).toEqual({ asked: 'by traffic' });
  });

  test.each([404, 408, 424, 429, 500, 503])('that answers %i gives that answer, once', async (status) => {
    deploy('triage-dev');
    azure.score = () => ({ status, body: { error: 'The model said no.' } });
    const score = await new EndpointClient(azure.target).score('triage-dev', {});
    expect(score).toMatchObject({ status, body: { error: 'The model said no.' } });
    expect(azure.sent('POST', /^\/score/)).toHaveLength(1);
  });

  test('that asks to try later is tried later, and the waiting is no latency', async () => {
    deploy('triage-dev');
    let calls = 0;
    azure.score = () =>
      ++calls === 1 ? { status: 429, body: '', headers: { 'retry-after': '1' } } : { status: 200, body: {} };
    const begin = performance.now();
    const score = await new EndpointClient(azure.target).score('triage-dev', {});
    expect(score.status).toBe(200);
    expect(performance.now() - begin - score.latencyMs).toBeGreaterThan(900);
  });

  test('that answers with text gives the text', async () => {
    deploy('triage-dev');
    azure.score = () => ({ status: 502, body: '<html>Bad gateway</html>' });
    expect((await new EndpointClient(azure.target).score('triage-dev', {})).body).toBe('<html>Bad gateway</html>');
  });

  test('reads the endpoint and its key once for many requests', async () => {
    deploy('triage-dev');
    azure.score = () => ({ status: 200, body: {} });
    const client = new EndpointClient(azure.target);
    await Promise.all(Array.from({ length: 20 }, () => client.score('triage-dev', {})));
    expect(azure.sent('POST', /^\/score/)).toHaveLength(20);
    expect(azure.requests).toHaveLength(22);
  });

  test('whose key was regenerated is called again with the new key', async () => {
    deploy('triage-dev');
    const client = new EndpointClient(azure.target);
    let refusals = 0;
    azure.score = () => ({ status: 200, body: {} });
    await client.score('triage-dev', {});
    azure.score = () => (++refusals === 1 ? { status: 401, body: '' } : { status: 200, body: {} });
    expect((await client.score('triage-dev', {})).status).toBe(200);
    expect(azure.sent('POST', /listKeys$/)).toHaveLength(2);
  });

  test('that does not accept the key at all answers 401', async () => {
    deploy('triage-dev');
    azure.score = () => ({ status: 401, body: 'key_auth_access_denied' });
    expect(await new EndpointClient(azure.target).score('triage-dev', {})).toMatchObject({ status: 401 });
    expect(azure.sent('POST', /^\/score/)).toHaveLength(2);
  });

  test('that takes too long is given up, with the time that it had', async () => {
    deploy('triage-dev');
    azure.rule(async ({ path }) => {
      if (path.startsWith('/score')) await new Promise((resolve) => setTimeout(resolve, 300));
      return undefined;
    });
    await expect(new EndpointClient(azure.target).score('triage-dev', {}, { timeoutMs: 50 })).rejects.toMatchObject({
      name: 'AzureError',
      code: 'ScoringTimeout',
      message: `${azure.scoringBase}/triage-dev did not answer within 50 ms.`,
    });
  });

  test('that does not exist, or is not ready, says so', async () => {
    const client = new EndpointClient(azure.target);
    await expect(client.score('triage-dev', {})).rejects.toMatchObject({ code: 'EndpointNotFound', status: 404 });
    deploy('triage-dev', { scoringUri: undefined, provisioningState: 'Creating' });
    await expect(client.score('triage-dev', {})).rejects.toMatchObject({ code: 'EndpointNotReady' });
    deploy('triage-dev');
    azure.score = () => ({ status: 200, body: {} });
    expect((await client.score('triage-dev', {})).status).toBe(200);
  });
});
