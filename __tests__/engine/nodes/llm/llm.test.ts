import type { LineResult } from '../../../../engine';
import { batch } from '../../batch/batch-run';
import { askOf, type Question } from './ask';
import { chatAnswer, ModelServer } from './model-server';

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.close());

const ask = (...question: Question): Promise<LineResult> => askOf(server, ...question);

describe('which service is asked, and how', () => {
  test('Azure OpenAI by deployment, with its key', async () => {
    server.answer(chatAnswer('hi'));
    const result = await ask('system:\nBe brief.\n\nuser:\nHello\n');
    expect(result).toMatchObject({ outputs: { answer: 'hi' }, tokens: { prompt: 7, completion: 3, total: 10 } });
    const [request] = server.requests;
    expect(request?.path).toBe('/openai/deployments/gpt/chat/completions?api-version=2024-06-01');
    expect(request?.headers).toMatchObject({
      'api-key': 'azure-key',
      'ms-azure-ai-promptflow-called-from': 'aoai-tool',
    });
    expect(request?.body).toEqual({
      model: 'gpt',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
      ],
      temperature: 1,
      top_p: 1,
      n: 1,
      stream: false,
    });
  });

  test('Azure OpenAI with a token of Microsoft Entra ID', async () => {
    server.answer(chatAnswer('hi'));
    await ask('user:\nHello\n', { connection: 'entra' });
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer token for https://cognitiveservices.azure.com/.default',
    });
    expect(server.requests[0]?.headers).not.toHaveProperty('api-key');
  });

  test('each line of a batch with its own text and deployment, and the token of the moment', async () => {
    server.answer(chatAnswer('hi'));
    const connections = server.connections();
    let tokens = 0;
    const token = (): Promise<string> => Promise.resolve(`token ${Math.floor(tokens++ / 2)}`);
    const files = {
      'flow.dag.yaml': `inputs: {q: {type: string}, model: {type: string}}
outputs: {answer: {type: object, reference: "\${ask.output}"}}
nodes:
- name: ask
  type: llm
  source: {type: code, path: ask.jinja2}
  connection: entra
  api: chat
  inputs: {deployment_name: "\${inputs.model}", q: "\${inputs.q}"}
`,
      'ask.jinja2': 'user:\n{{q}}\n',
    };
    const lines = ['a', 'b', 'c', 'd', 'e'].map((q, index) => ({ q, model: index === 2 ? 'small' : 'large' }));
    const { result } = await batch(files, lines, { connections: { ...connections, token }, concurrency: 1 });
    expect(result.status).toBe('Completed');
    const sent = server.requests.map(({ path, headers, body }) => [
      /deployments\/(\w+)/.exec(path)?.[1],
      headers.authorization,
      (body['messages'] as { content: string }[])[0]?.content,
      body['model'],
    ]);
    expect(sent).toEqual([
      ['large', 'Bearer token 0', 'a', 'large'],
      ['large', 'Bearer token 0', 'b', 'large'],
      ['small', 'Bearer token 1', 'c', 'small'],
      ['large', 'Bearer token 1', 'd', 'large'],
      ['large', 'Bearer token 2', 'e', 'large'],
    ]);
  });

  test('the first lines of a batch ask while others still begin', async () => {
    let begun = 0;
    const begunAtAnswers: number[] = [];
    server.answer((response) => {
      begunAtAnswers.push(begun);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(chatAnswer('hi')));
    });
    const files = {
      'flow.dag.yaml': `inputs: {q: {type: int}}
outputs: {answer: {type: object, reference: "\${ask.output}"}}
nodes:
- {name: ask, type: llm, source: {type: code, path: ask.jinja2}, connection: aoai, api: chat, inputs: {deployment_name: gpt}}
`,
      'ask.jinja2': 'user:\nHello\n',
    };
    const lines = Array.from({ length: 60 }, (_, q) => ({ q }));
    await batch(files, lines, {
      connections: server.connections(),
      concurrency: 60,
      onEvent: (event) => {
        if (event.type === 'node-started') begun++;
      },
    });
    expect(begunAtAnswers).toHaveLength(60);
    expect(begunAtAnswers[0]).toBeLessThan(60);
  });

  test('OpenAI by model, without n', async () => {
    server.answer(chatAnswer('hi'));
    await ask('user:\nHello\n', { connection: 'openai', inputs: 'model: gpt-4o, n: 2' });
    expect(server.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer openai-key' },
    });
    expect(server.lastBody).toEqual({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hello' }],
      temperature: 1,
      top_p: 1,
      stream: false,
    });
  });

  test('a serverless endpoint under /v1', async () => {
    server.answer(chatAnswer('hi'));
    await ask('user:\nHello\n', { connection: 'serverless', inputs: 'model: phi' });
    expect(server.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer serverless-key' },
    });
  });

  test('the completion API with the whole prompt', async () => {
    server.answer({
      choices: [{ index: 0, text: 'done' }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    });
    const result = await ask('Say {{ q }}\n', {
      api: 'completion',
      inputs: 'deployment_name: gpt, q: "${inputs.q}", max_tokens: "9"',
    });
    expect(result.outputs).toEqual({ answer: 'done' });
    expect(server.requests[0]?.path).toContain('/openai/deployments/gpt/completions');
    expect(server.lastBody).toMatchObject({
      prompt: 'Say hello\n',
      max_tokens: 9,
      echo: false,
      best_of: 1,
      suffix: null,
      stop: null,
    });
    expect(server.lastBody).not.toHaveProperty('presence_penalty');
  });
});

describe('parameters of the request', () => {
  const body = async (inputs: string, q: unknown = 'x'): Promise<Record<string, unknown>> => {
    server.answer(chatAnswer('hi'));
    expect((await ask('user:\nHello\n', { inputs: `deployment_name: gpt, ${inputs}` }, q)).error).toBeUndefined();
    return server.lastBody;
  };

  test('literals are converted, empty ones left out', async () => {
    const sent = await body(
      `temperature: "0.5", stop: '["a"]', max_tokens: "", seed: 0, presence_penalty: "0", user: me`,
    );
    expect(sent).toMatchObject({ temperature: 0.5, stop: ['a'], seed: 0, presence_penalty: 0, user: 'me' });
    expect(sent).not.toHaveProperty('max_tokens');
    expect(sent).not.toHaveProperty('logit_bias');
  });

  test('references are sent as they are', async () => {
    expect(await body('user: "${inputs.q}"', 5)).toMatchObject({ user: 5 });
  });

  test('tools choose automatically, and the whole message is the answer', async () => {
    const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
    server.answer(chatAnswer(null, { tool_calls: [call] }));
    const tools = JSON.stringify([
      { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } },
    ]);
    const result = await ask('user:\nHello\n', { inputs: `deployment_name: gpt, tools: '${tools}'` });
    expect(server.lastBody).toMatchObject({ tools: JSON.parse(tools), tool_choice: 'auto' });
    expect(result.outputs['answer']).toEqual({
      role: 'assistant',
      content: null,
      refusal: null,
      annotations: null,
      audio: null,
      function_call: null,
      tool_calls: [call],
    });
  });

  test.each([
    [
      'a tool without a function',
      `tools: '[{"type": "function"}]'`,
      'ChatAPIInvalidTools',
      "does not have 'function' property",
    ],
    [
      'a choice that Azure does not know',
      `tools: '[{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}]', tool_choice: required`,
      'ChatAPIInvalidTools',
      'must be a dict',
    ],
    [
      'a limit of tokens by reference that is no number',
      'max_tokens: "${inputs.q}"',
      'LLMError',
      'OpenAI API hits exception: ValueError: invalid literal for int() with base 10:',
    ],
    [
      'a function without parameters',
      `functions: '[{"name": "f"}]'`,
      'ChatAPIInvalidFunctions',
      "does not have 'parameters' property",
    ],
  ])('%s is refused before anything is sent', async (_, inputs, code, message) => {
    server.answer(chatAnswer('hi'));
    const result = await ask('user:\nHello\n', { inputs: `deployment_name: gpt, ${inputs}` });
    expect(result.error).toMatchObject({ code, node: 'ask' });
    expect(result.error?.message).toContain(message);
    expect(server.requests).toHaveLength(0);
  });

  test('a missing deployment fails the run', async () => {
    const result = await ask('user:\nHello\n', { inputs: '' });
    expect(result.error).toMatchObject({ code: 'LLMError', node: 'ask' });
    expect(result.error?.message).toContain("'deployment_name'");
  });
});

describe('mistakes are found when the flow is loaded', () => {
  test.each([
    [
      'an unknown connection',
      { connection: 'gone' },
      "(GetConnectionError) Get connection 'gone' for node 'ask' error: no connection gone here",
    ],
    [
      'a connection that leads to no model',
      { connection: 'search' },
      '(InvalidConnectionType) Connection type CognitiveSearchConnection is not supported for LLM',
    ],
    ['an unknown API', { api: 'foo' }, "(APINotFound) The API 'AzureOpenAI.foo' is not found"],
    [
      'a literal that does not fit',
      { inputs: 'deployment_name: gpt, stop: abc' },
      "(NodeInputValidationError) Input 'stop' for node 'ask' of value 'abc' is not type list.",
    ],
  ])('%s', async (_, setup, message) => {
    await expect(ask('user:\nHello\n', setup)).rejects.toMatchObject({
      code: 'ResolveToolError',
      node: 'ask',
      message: expect.stringContaining(message),
    });
  });

  test('a template variable with the name of a parameter', async () => {
    await expect(ask('user:\n{{ temperature }}\n')).rejects.toThrow(
      "Invalid inputs {'temperature'} in prompt template of node ask. These inputs are duplicated with the parameters of AzureOpenAI.chat.",
    );
  });
});
