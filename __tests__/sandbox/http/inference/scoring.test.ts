import { pythonFlow, promptFlow, type ServedEndpoint, ServingWorkspace } from './served-flow';

let serving: ServingWorkspace;
let endpoint: ServedEndpoint;

beforeAll(async () => {
  serving = await ServingWorkspace.open();
  endpoint = await serving.endpoint('greetings');
  await endpoint.deploy('hello', promptFlow('Hello {{name}}'));
  await endpoint.setTraffic({ hello: 100 });
});
afterAll(() => serving.azure.close());

/** Sends a request to one deployment of the endpoint, whatever the traffic. */
const to = (deployment: string) => ({ 'azureml-model-deployment': deployment });

test('a request is answered by the registered flow, and the answer says that it is simulated', async () => {
  const { status, body, headers } = await endpoint.score({ name: 'Ada' });
  expect([status, body]).toEqual([200, { greeting: 'Hello Ada' }]);
  expect(headers.get('azureml-model-deployment')).toBe('hello');
  expect(headers.get('x-ms-simulated')).toBe('true');
});

test('the address of the endpoint in ARM is where it answers', async () => {
  const { body } = await serving.azure.arm('GET', endpoint.id);
  const response = await fetch(String(body.properties.scoringUri), {
    method: 'POST',
    headers: { authorization: `Bearer ${serving.azure.sandbox.token()}` },
    body: 'Grace',
  });
  expect(await response.json()).toEqual({ greeting: 'Hello Grace' });
});

test('a missing input is the 400 of the container, which the gateway makes a 424', async () => {
  const { status, body, headers } = await endpoint.score({ title: 'Countess' });
  expect(status).toBe(424);
  expect(body.error).toMatchObject({ code: 'UserError', message: expect.stringContaining("'name'") });
  expect(headers.get('ms-azureml-model-error-statuscode')).toBe('400');
});

test('numbers come back as the tool gave them: 3.0 is no int, and no int is rounded', async () => {
  await endpoint.deploy('numbers', pythonFlow('[3.0, 2**70]'));
  expect(await endpoint.text({ name: 'Ada' }, to('numbers'))).toBe('{"greeting": [3.0, 1180591620717411303424]}');
});

test('an exception of a Python tool comes back with its text and its node', async () => {
  await endpoint.deploy('broken', pythonFlow('1 / 0'));
  const { status, body } = await endpoint.score({ name: 'Ada' }, to('broken'));
  expect(status).toBe(424);
  expect(body.error).toEqual({
    code: 'UserError',
    message: expect.stringMatching(/'greet'.*division by zero/),
  });
});

test('whole numbers and fractions reach Python as they were sent', async () => {
  await endpoint.deploy('types', pythonFlow('repr(name)'));
  const asFloat = await endpoint.score('{"name": 1.0}', to('types'));
  expect(asFloat.body).toEqual({ greeting: "'1.0'" });
});

test('variables of the deployment reach the flow', async () => {
  const environmentVariables = { AZURE_CLIENT_ID: serving.identity.clientId, TONE: 'warm' };
  await endpoint.deploy('tone', pythonFlow("os.environ['TONE']"), { environmentVariables });
  expect((await endpoint.score({ name: 'Ada' }, to('tone'))).body).toEqual({ greeting: 'warm' });
});

test('a deployment that is changed answers with its new flow', async () => {
  await endpoint.deploy('changing', promptFlow('old'));
  expect((await endpoint.score({ name: 'Ada' }, to('changing'))).body).toEqual({ greeting: 'old' });
  await endpoint.deploy('changing', promptFlow('new'));
  expect((await endpoint.score({ name: 'Ada' }, to('changing'))).body).toEqual({ greeting: 'new' });
});

test('a version that was deleted and registered anew never runs its old files', async () => {
  const model = await serving.register(promptFlow('first'), '77');
  await endpoint.deployModel('again', model);
  expect((await endpoint.score({ name: 'Ada' }, to('again'))).body).toEqual({ greeting: 'first' });
  await serving.azure.arm('DELETE', `${endpoint.id}/deployments/again`);
  await serving.azure.arm('DELETE', model);
  await endpoint.deployModel('again', await serving.register(promptFlow('second'), '77'));
  expect((await endpoint.score({ name: 'Ada' }, to('again'))).body).toEqual({ greeting: 'second' });
});

test('a flow that cannot be loaded says so, and is tried again', async () => {
  const model = await serving.register({ 'readme.md': 'no flow' }, '88');
  await endpoint.deployModel('empty', model);
  const { status, body, headers } = await endpoint.score({ name: 'Ada' }, to('empty'));
  expect([status, body.error?.code]).toEqual([424, 'ResourceNotReady']);
  expect(body.error?.message).toContain("'empty' cannot start");
  expect(headers.get('ms-azureml-model-error-statuscode')).toBe('503');
  await serving.register(promptFlow('mended'), '88');
  expect((await endpoint.score({ name: 'Ada' }, to('empty'))).body).toEqual({ greeting: 'mended' });
});

test('health tells whether the deployment has started', async () => {
  const url = `${serving.azure.sandbox.endpoint}/inference/westeurope/greetings/health`;
  const headers = { authorization: `Bearer ${serving.azure.sandbox.token()}` };
  const healthy = await fetch(url, { headers });
  expect([healthy.status, await healthy.json()]).toEqual([200, { status: 'Healthy', version: 'hello' }]);
});

test('an answer that the flow streams comes in events where the caller takes them', async () => {
  await endpoint.deploy('streaming', pythonFlow("(word for word in name.split(' '))"));
  const url = `${serving.azure.sandbox.endpoint}/inference/westeurope/greetings/score`;
  const headers = { authorization: `Bearer ${serving.azure.sandbox.token()}`, ...to('streaming') };
  const options = { method: 'POST', body: 'Ada Lovelace' };
  const streamed = await fetch(url, { ...options, headers: { ...headers, accept: 'text/event-stream' } });
  expect([streamed.status, streamed.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(await streamed.text()).toBe('data: {"greeting": "Ada"}\n\ndata: {"greeting": "Lovelace"}\n\n');
  expect(await (await fetch(url, { ...options, headers })).json()).toEqual({ greeting: 'AdaLovelace' });
});

test('swagger.json describes the flow of the deployment', async () => {
  const url = `${serving.azure.sandbox.endpoint}/inference/westeurope/greetings/swagger.json`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${serving.azure.sandbox.token()}` } });
  expect(await response.json()).toMatchObject({ openapi: '3.0.0', info: { 'x-flow-name': 'greetings' } });
});

test('too slow an answer is a 408, and the next request is served', async () => {
  const slow = pythonFlow("time.sleep(0 if name == 'quick' else 5) or 'done'");
  await endpoint.deploy('slow', slow, {
    requestSettings: { requestTimeout: 'PT0.3S', maxConcurrentRequestsPerInstance: 5 },
  });
  await endpoint.score({ name: 'quick' }, to('slow'));
  const { status, body } = await endpoint.score({ name: 'Ada' }, to('slow'));
  expect([status, body.error?.message]).toEqual([408, expect.stringContaining('0.3 seconds')]);
});

test('more requests than twice the capacity are turned away with a 429', async () => {
  const requestSettings = { maxConcurrentRequestsPerInstance: 2, requestTimeout: 'PT20S' };
  await endpoint.deploy('narrow', pythonFlow('time.sleep(0.2) or name'), { requestSettings });
  const answers = await Promise.all(Array.from({ length: 7 }, () => endpoint.score({ name: 'Ada' }, to('narrow'))));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 429, 429, 429]);
});

test('recent requests are recorded with their deployment, status and cause', async () => {
  await endpoint.score({ name: 'Ada' });
  await endpoint.score({ name: 'Ada' }, to('broken'));
  const { requests } = await serving.azure.sandbox.status();
  expect(requests.slice(0, 2)).toEqual([
    expect.objectContaining({ deployment: 'broken', status: 424, error: expect.stringContaining('division by zero') }),
    expect.objectContaining({ endpoint: 'greetings', deployment: 'hello', status: 200, mirrored: false }),
  ]);
});
