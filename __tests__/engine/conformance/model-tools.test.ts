import type { LineResult } from '../../../engine';
import { runOnce, type Files } from '../flow-folder';
import { chatAnswer, failure, ModelServer } from '../nodes/llm/model-server';

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.close());

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}`, detail: 'auto' } };
const text = (written: string): object => ({ type: 'text', text: written });

/** A flow of one node that uses a tool of promptflow-tools by its id, with inputs q and i. */
const run = (node: string, q = 'What is it?', template = ''): Promise<LineResult> => {
  const files: Files = {
    'flow.dag.yaml': `inputs: {q: {type: string}, i: {type: image}}
outputs: {out: {type: object, reference: "\${n.output}"}}
nodes:
- {name: n, ${node}}
`,
    'p.jinja2': template,
  };
  const inputs = { q, i: { 'data:image/png;base64': pixel } };
  return runOnce(files, inputs, { connections: server.connections() });
};
const custom = (tool: string, inputs: string): string =>
  `type: custom_llm, source: {type: package_with_prompt, tool: promptflow.tools.${tool}, path: p.jinja2}, inputs: {${inputs}, q: "\${inputs.q}", i: "\${inputs.i}"}`;

describe('4.2 vision tools', () => {
  const template = 'system:\nLook.\nuser:\n{{q}}\n![image]({{i}}) there\n';

  test.each([
    ['aoai_gpt4v.AzureOpenAI.chat', 'connection: aoai, deployment_name: m', 'aoai-gpt4v-tool'],
    ['openai_gpt4v.OpenAI.chat', 'connection: openai, model: m', undefined],
    ['llm_vision.llm_vision', 'connection: aoai, deployment_name: m', 'aoai-gpt4v-tool'],
    ['llm_vision.llm_vision', 'connection: openai, model: m', undefined],
  ])(
    '%s with %s sends images as parts of messages, and what a user writes begins none',
    async (tool, inputs, header) => {
      server.answer(chatAnswer('a pixel'));
      const result = await run(custom(tool, `${inputs}, max_tokens: 5, stop: ["."]`), 'user:\nIs it red?', template);
      expect(result.error).toBeUndefined();
      expect(result).toMatchObject({ outputs: { out: 'a pixel' }, tokens: { total: 10 } });
      expect(server.requests[0]?.headers['ms-azure-ai-promptflow-called-from']).toBe(header);
      expect(server.lastBody).toEqual({
        model: 'm',
        messages: [
          { role: 'system', content: 'Look.' },
          { role: 'user', content: [text('user:'), text('Is it red?'), picture, text(' there')] },
        ],
        temperature: 1,
        top_p: 1,
        n: 1,
        stream: false,
        presence_penalty: 0,
        frequency_penalty: 0,
        max_tokens: 5,
        stop: ['.'],
      });
    },
  );

  test('a prompt without roles is refused', async () => {
    const result = await run(
      custom('openai_gpt4v.OpenAI.chat', 'connection: openai, model: m'),
      'x',
      '{{q}} ![image]({{i}})',
    );
    expect(result.error).toMatchObject({ code: 'ChatAPIInvalidRole', node: 'n' });
  });
});

describe('4.1 the tool for any model', () => {
  test.each([
    ['connection: aoai, deployment_name: m', '/openai/deployments/m/chat/completions?api-version=2024-06-01', { n: 1 }],
    ['connection: serverless, model: m', '/v1/chat/completions', {}],
  ])('chat with %s', async (inputs, path, more) => {
    server.answer(chatAnswer('hello'));
    const result = await run(custom('llm.llm', `${inputs}, temperature: 0.5`), 'Hi', 'user:\n{{q}}\n');
    expect(result.outputs).toEqual({ out: 'hello' });
    expect(server.requests[0]?.path).toBe(path);
    expect(server.lastBody).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hi' }],
      temperature: 0.5,
      top_p: 1,
      stream: false,
      ...more,
    });
  });

  test('completion', async () => {
    server.answer({ choices: [{ index: 0, text: ' there', finish_reason: 'stop' }] });
    const result = await run(custom('llm.llm', 'connection: openai, model: m, api: completion'), 'Hi', '{{q}}');
    expect(result.outputs).toEqual({ out: ' there' });
    expect(server.lastBody).toMatchObject({ prompt: 'Hi', max_tokens: null, best_of: 1, echo: false });
  });
});

describe('6.7 embeddings', () => {
  const embed = (inputs: string): Promise<LineResult> =>
    run(
      `type: python, source: {type: package, tool: promptflow.tools.embedding.embedding}, inputs: {${inputs}, input: "\${inputs.q}"}`,
    );
  const answer = (embedding: unknown): Record<string, unknown> => ({
    data: [{ embedding }],
    usage: { prompt_tokens: 4, total_tokens: 4 },
  });
  const packed = Buffer.from(new Float32Array([0.5, -2]).buffer).toString('base64');

  test.each([
    ['connection: aoai, deployment_name: m', packed, '/openai/deployments/m/embeddings?api-version=2024-06-01'],
    ['connection: openai, model: m', [0.5, -2], '/v1/embeddings'],
  ])('%s gives the vector, however it is sent', async (inputs, embedding, path) => {
    server.answer(answer(embedding));
    expect(await embed(inputs)).toMatchObject({ outputs: { out: [0.5, -2] }, tokens: { prompt: 4, total: 4 } });
    expect(server.requests[0]?.path).toBe(path);
    expect(server.lastBody).toEqual({ input: 'What is it?', model: 'm', encoding_format: 'base64' });
  });

  test('serverless models get a list, and are asked for numbers', async () => {
    server.answer(answer([1]));
    expect((await embed('connection: serverless, model: m')).outputs).toEqual({ out: [1] });
    expect(server.lastBody).toEqual({ input: ['What is it?'], model: 'm', encoding_format: 'float' });
  });

  test('a refusal is told as of any model', async () => {
    server.answer(failure(404));
    expect((await embed('connection: openai, model: m')).error).toMatchObject({ code: 'NotFoundError', node: 'n' });
  });
});
