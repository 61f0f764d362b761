import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ServeEvent } from '../../../engine/serve';
import { openTraces } from '../../../engine/trace/traces';
import { node, tool } from '../flow-folder';
import { score, serve } from './served';

const echoFlow = {
  'flow.dag.yaml':
    'inputs: {text: {type: string, description: What to say.}, mood: {type: list, default: [calm]}, none: {type: int, default: 0}}\n' +
    'outputs: {said: {type: string, reference: "${inputs.text}"}}\n',
  'samples.json': '[{"text": "Good morning"}, {"text": "Good night"}]',
};
const slowFlow = {
  'flow.dag.yaml': `inputs: {s: {type: double}}\noutputs: {o: {type: string, reference: "\${wait.output}"}}\nnodes:\n${node('wait', 'wait.py', 's: "${inputs.s}"')}`,
  'wait.py': tool('s', "__import__('time').sleep(s) or 'awake'"),
};

const get = async (url: string, options: Parameters<typeof serve>[1] = {}) => {
  const response = await (await serve(echoFlow, options)).inject({ url });
  return { status: response.statusCode, body: response.json<unknown>() };
};

test('health and version tell the version of the server', async () => {
  expect(await get('/health')).toEqual({ status: 200, body: { status: 'Healthy', version: '1.2.3' } });
  expect((await get('/version')).body).toEqual({ status: 'Healthy', version: '1.2.3', build_info: '' });
});

test('a build number in the environment takes the place of the version', async () => {
  const environment = { BUILD_INFO: '{"build_number": "20260501.3"}' };
  expect((await get('/version', { environment })).body).toEqual({
    status: 'Healthy',
    build_info: environment.BUILD_INFO,
    version: '20260501.3',
  });
  expect((await get('/version', { environment: { BUILD_INFO: 'none' } })).body).toMatchObject({ version: '1.2.3' });
  expect((await get('/health', { environment })).body).toEqual({ status: 'Healthy', version: '1.2.3' });
});

test('swagger.json describes inputs, outputs and an example', async () => {
  const { body } = await get('/swagger.json', { name: 'greeter' });
  expect(body).toMatchObject({
    openapi: '3.0.0',
    info: { title: 'Promptflow[greeter] API', 'x-flow-name': 'greeter', version: '1.0.0' },
  });
  const { requestBody, responses } = (body as Swagger).paths['/score'].post;
  expect(requestBody.content['application/json']).toEqual({
    schema: {
      type: 'object',
      properties: {
        text: { type: 'string', description: 'What to say.' },
        mood: { type: 'array', items: { type: 'object', additionalProperties: {} }, default: ['calm'] },
        none: { type: 'integer' },
      },
      required: ['text', 'mood', 'none'],
    },
    example: { text: 'Good morning' },
  });
  expect(responses['200'].content['application/json'].schema.properties).toEqual({ said: { type: 'string' } });
});

test('swagger.json says nothing of inputs that there are not, nor of outputs that answers do not have', async () => {
  const flow = {
    'flow.dag.yaml':
      'outputs: {a: {type: object, reference: x}, b: {type: string, reference: x, evaluation_only: true}, c: {type: int, reference: 1}}\n',
  };
  const contentOf = async (options: Parameters<typeof serve>[1] = {}): Promise<unknown> => {
    const response = await (await serve(flow, options)).inject({ url: '/swagger.json' });
    const { post } = response.json<Swagger>().paths['/score'];
    const { content, required } = post.requestBody;
    return [required, content['application/json'], post.responses['200'].content['application/json'].schema];
  };
  const anything = { type: 'object', additionalProperties: {} };
  const body = { schema: { type: 'object' }, example: {} };
  expect(await contentOf()).toEqual([
    false,
    body,
    { type: 'object', properties: { a: anything, c: { type: 'integer' } } },
  ]);
  const environment = { PROMPTFLOW_RESPONSE_INCLUDED_FIELDS: '["a"]' };
  expect(await contentOf({ environment })).toEqual([false, body, { type: 'object', properties: { a: anything } }]);
});

test('swagger.json tells which input and output a chat goes by', async () => {
  const server = await serve({
    'flow.dag.yaml':
      'inputs: {question: {type: string, is_chat_input: true}, past: {type: list, is_chat_history: true, default: []}}\n' +
      'outputs: {answer: {type: string, reference: "${inputs.question}", is_chat_output: true}}\n',
  });
  expect((await server.inject({ url: '/swagger.json' })).json()).toMatchObject({
    info: { 'x-flow-type': 'chat', 'x-chat-input': 'question', 'x-chat-history': 'past', 'x-chat-output': 'answer' },
  });
});

test('the page to try the flow loads nothing from elsewhere', async () => {
  const response = await (await serve(echoFlow)).inject({ url: '/' });
  expect(response.headers['content-type']).toMatch(/^text\/html/);
  expect(response.body).toContain('<form');
  expect(response.body).not.toMatch(/https?:\/\//);
});

test('any other path, and any other method, is a 404 in words', async () => {
  const server = await serve(echoFlow);
  const unknown = await server.inject({ url: "/o'score" });
  expect([unknown.statusCode, unknown.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
  expect(unknown.body).toMatch(/^The requested api 'o&#39;score' with GET is not supported by current app, if you/);
  expect((await server.inject({ url: '/%ff' })).statusCode).toBe(404);
  expect((await server.inject({ url: '/score' })).body).toContain("'score' with GET is not supported");
});

test('OPTIONS needs no origin', async () => {
  expect((await (await serve(echoFlow)).inject({ method: 'OPTIONS', url: '/score' })).statusCode).toBe(204);
});

test('feedback is received and reported', async () => {
  const events: ServeEvent[] = [];
  const server = await serve(echoFlow, { name: 'greeter', onEvent: (event) => events.push(event) });
  const response = await server.inject({ method: 'POST', url: '/feedback?flatten=true', payload: '{"thumbs": "up"}' });
  expect([response.statusCode, response.json()]).toEqual([200, { status: 'Feedback received.' }]);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'feedback', flow: 'greeter', feedback: '{"thumbs": "up"}' }),
  );
});

test('pages of other sites may call the flow', async () => {
  const server = await serve(echoFlow);
  const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  const preflight = await server.inject({ method: 'OPTIONS', url: '/score', headers });
  expect([preflight.statusCode, preflight.headers['access-control-allow-origin']]).toEqual([204, '*']);
});

test('each answer is reported with its request id, and says it', async () => {
  const events: ServeEvent[] = [];
  const server = await serve(echoFlow, { onEvent: (event) => events.push(event) });
  const { headers } = await score(server, {}, { 'x-request-id': 'r-17' });
  expect(headers['x-request-id']).toBe('r-17');
  expect(events).toContainEqual({
    type: 'answered',
    requestId: 'r-17',
    method: 'POST',
    path: '/score',
    status: 400,
    durationMs: expect.any(Number),
    error: { code: 'MissingRequiredFlowInput', message: expect.stringContaining("'text'") },
  });
});

test('runs leave their traces where the server is told to keep them', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'serve-test-')), 'traces.jsonl');
  const server = await serve(echoFlow, { traces: await openTraces({ file }) });
  await score(server, { text: 'Ada' });
  await score(server, { text: 'Grace' });
  await server.close();
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  rmSync(dirname(file), { recursive: true });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('"resourceSpans"');
});

test('a body over the limit is a 413', async () => {
  const { status, text } = await score(await serve(echoFlow, { maxBodyBytes: 100 }), { text: 'x'.repeat(200) });
  expect([status, text]).toEqual([413, expect.stringContaining('"code":"UserError"')]);
});

test('more requests at once than the limit are turned away, and there is room again when one has ended', async () => {
  const server = await serve(slowFlow, { maxConcurrentRequests: 2 });
  const answers = await Promise.all([0.2, 0.2, 0.2].map((s) => score(server, { s })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
  expect(answers.find(({ status }) => status === 429)?.headers['retry-after']).toBe('1');
  expect((await score(server, { s: 0 })).status).toBe(200);
});

test('a server that is stopped finishes what runs', async () => {
  const server = await serve(slowFlow);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const running = fetch(`${url}/score`, { method: 'POST', body: '{"s": 0.3}' });
  await new Promise((soon) => setTimeout(soon, 100));
  await server.close();
  expect(await (await running).json()).toEqual({ o: 'awake' });
  await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
});

test('a caller that hangs up ends its run, and leaves its place to others', async () => {
  const server = await serve(slowFlow, { maxConcurrentRequests: 1 });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  const caller = connect(port, '127.0.0.1');
  caller.write('POST /score HTTP/1.1\r\nHost: flow\r\nContent-Length: 9\r\n\r\n{"s": 30}');
  await new Promise((soon) => setTimeout(soon, 200));
  expect((await score(server, { s: 0 })).status).toBe(429);
  caller.destroy();
  await new Promise((soon) => setTimeout(soon, 100));
  expect(await score(server, { s: 0 })).toMatchObject({ status: 200, text: '{"o": "awake"}' });
});

interface Swagger {
  readonly paths: Record<
    '/score',
    {
      readonly post: {
        readonly requestBody: { readonly required: boolean; readonly content: Record<'application/json', unknown> };
        readonly responses: Record<
          '200',
          { readonly content: Record<'application/json', { readonly schema: { readonly properties: unknown } }> }
        >;
      };
    }
  >;
}
