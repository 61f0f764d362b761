import type { FlowEvent, LineResult } from '../../../../engine';
import { askOf, type Question } from './ask';
import { chatAnswer, failure, ModelServer } from './model-server';

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.close());

const ask = (...question: Question): Promise<LineResult> => askOf(server, ...question);

describe('failures of the model', () => {
  const soon = { 'retry-after': '0' };

  test('429 and 5xx are tried again, after as long as the service says', async () => {
    const events: FlowEvent[] = [];
    server.answer(failure(429, {}, soon), failure(503, {}, soon), chatAnswer('at last'));
    const result = await ask('user:\nHello\n', {}, 'x', { onEvent: (event) => events.push(event) });
    expect(result.outputs).toEqual({ answer: 'at last' });
    expect(server.requests).toHaveLength(3);
    expect(events.filter((event) => event.type === 'retry')).toMatchObject([
      { node: 'ask', attempt: 1, waitMs: 0 },
      { node: 'ask', attempt: 2, waitMs: 0 },
    ]);
  });

  test.each([
    [400, 'BadRequestError'],
    [401, 'AuthenticationError'],
    [404, 'NotFoundError'],
    [409, 'ConflictError'],
  ])('%i is final', async (status, code) => {
    server.answer(failure(status, { message: 'no such thing' }, soon));
    const result = await ask('user:\nHello\n');
    expect(result.error).toMatchObject({ code, node: 'ask', fault: 'user' });
    expect(result.error?.message).toMatch(
      new RegExp(`^OpenAI API hits ${code}: .*no such thing.*\\[Error reference: `),
    );
    expect(server.requests).toHaveLength(1);
  });

  test('a used-up quota is final', async () => {
    server.answer(failure(429, { type: 'insufficient_quota' }, soon));
    expect((await ask('user:\nHello\n')).error).toMatchObject({ code: 'RateLimitError' });
    expect(server.requests).toHaveLength(1);
  });

  test('422 is tried three times', async () => {
    server.answer(failure(422, {}, soon));
    const { error } = await ask('user:\nHello\n');
    expect(error?.message).toMatch(/^Exceed max retry times\. OpenAI API hits UnprocessableEntityError/);
    expect(server.requests).toHaveLength(3);
  });

  test('a dropped connection is tried again', async () => {
    const drop = (response: { destroy(): void }): void => response.destroy();
    server.answer(drop, chatAnswer('at last'));
    const abort = new AbortController();
    const events: FlowEvent[] = [];
    const result = await ask('user:\nHello\n', {}, 'x', {
      signal: abort.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.type === 'retry') abort.abort();
      },
    });
    expect(events).toContainEqual(expect.objectContaining({ type: 'retry', waitMs: 3000 }));
    expect(result.error).toMatchObject({ code: 'LineCanceledError' });
  });

  test('a connection by Microsoft Entra ID fails where there are no tokens, and says so', async () => {
    const known = server.connections();
    const connections = { get: (name: string) => known.get(name) };
    const result = await ask('user:\nHello\n', { connection: 'entra' }, 'x', { connections });
    expect(result.error).toMatchObject({ code: 'GetConnectionError', node: 'ask', fault: 'user' });
    expect(result.error?.message).toContain('gives no tokens');
  });

  test('an answer that is none of a model is the error of the node', async () => {
    server.answer({ choices: [{ index: 0 }] });
    expect((await ask('user:\nHello\n')).error).toMatchObject({
      code: 'LLMError',
      message: expect.stringContaining('OpenAI API hits exception: TypeError'),
    });
  });

  test.each(['http://127.0.0.1:1/v1', 'nowhere'])(
    'an address where nothing listens is final, and named: %s',
    async (url) => {
      const connections = {
        get: () =>
          Promise.resolve({ name: 'c', type: 'open_ai', configs: { base_url: url }, secrets: { api_key: 'k' } }),
      };
      const result = await ask('user:\nHello\n', { connection: 'c', inputs: 'model: m' }, 'x', { connections });
      expect(result.error).toMatchObject({ code: 'APIConnectionError' });
    },
  );

  test('an answer without choices fails the run', async () => {
    server.answer({ choices: [] });
    expect((await ask('user:\nHello\n')).error).toMatchObject({
      code: 'LLMError',
      message: expect.stringContaining('IndexError'),
    });
  });

  test('an abort ends a request that is under way', async () => {
    server.answer(() => undefined);
    const result = await ask('user:\nHello\n', {}, 'x', { timeoutMs: 50 });
    expect(result).toMatchObject({ nodes: { ask: 'Canceled' }, error: { code: 'LineExecutionTimeoutError' } });
  });

  test('no secret shows in an error', async () => {
    server.answer(failure(401, { message: 'wrong key' }));
    expect(JSON.stringify(await ask('user:\nHello\n'))).not.toContain('azure-key');
  });
});
