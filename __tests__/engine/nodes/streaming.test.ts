import type { ServerResponse } from 'node:http';
import { loadFlow, type Flow, type LoadOptions } from '../../../engine';
import { node, writeFlow, type Files } from '../flow-folder';
import { failure, ModelServer } from './llm/model-server';

let server: ModelServer;
let flow: Flow;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.close());
afterEach(() => flow.close());

async function load(files: Files, options: LoadOptions = {}): Promise<Flow> {
  flow = await loadFlow(writeFlow(files), options);
  return flow;
}

async function read(stream: unknown): Promise<string[]> {
  const texts: string[] = [];
  for await (const text of stream as AsyncIterable<string>) texts.push(text);
  return texts;
}

const generator = (body: string, parameters = '', decorator = '@tool'): Files => ({
  'flow.dag.yaml': `outputs: {out: {type: string, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', '')}`,
  'n.py': `from promptflow.core import tool\n${decorator}\n${body.replace('()', `(${parameters})`)}\n`,
});
const counting = generator('def run():\n    for i in range(3):\n        yield i');

describe('a Python tool that yields', () => {
  test('streams to a caller who asks for it', async () => {
    const result = await (await load(counting)).run({}, { stream: true });
    expect(result).toMatchObject({ status: 'Completed', nodes: { n: 'Completed' } });
    expect(await read(result.outputs['out'])).toEqual(['0', '1', '2']);
  });

  test('is joined for a caller who does not', async () => {
    expect((await (await load(counting)).run({})).outputs).toEqual({ out: '012' });
  });

  test('streams from an async generator', async () => {
    const files = generator('async def run():\n    yield "a"\n    yield "b"');
    const result = await (await load(files)).run({}, { stream: true });
    expect(await read(result.outputs['out'])).toEqual(['a', 'b']);
  });

  test('says which node failed in the middle of its stream', async () => {
    const files = generator('def run():\n    yield "a"\n    raise ValueError("boom")');
    const result = await (await load(files)).run({}, { stream: true });
    await expect(read(result.outputs['out'])).rejects.toMatchObject({
      code: 'ToolExecutionError',
      message: expect.stringContaining("Execution failure in 'n': (ValueError) boom"),
    });
  });

  test('stops when its reader does', async () => {
    const files = generator('def run():\n    while True:\n        yield "x"');
    const result = await (await load(files)).run({}, { stream: true });
    const items = result.outputs['out'] as AsyncIterableIterator<string>;
    expect(await items.next()).toEqual({ done: false, value: 'x' });
    await items.return?.();
    expect(await items.next()).toEqual({ done: true, value: undefined });
  });

  test('is told by its streaming option that it is to stream', async () => {
    const files = generator(
      'def run():\n    return iter_words() if stream else "whole"\n\ndef iter_words():\n    yield "in"\n    yield "parts"',
      'stream: bool = True',
      '@tool(streaming_option_parameter="stream")',
    );
    const loaded = await load(files);
    expect((await loaded.run({})).outputs).toEqual({ out: 'whole' });
    expect((await loaded.run({}, { lineNumber: 0 })).outputs).toEqual({ out: 'inparts' });
    expect(await read((await loaded.run({}, { stream: true })).outputs['out'])).toEqual(['in', 'parts']);
  });
});

/** Streams an answer of a chat model, as OpenAI's services do. */
const chunks =
  (...contents: readonly (string | null)[]) =>
  (response: ServerResponse): void => {
    response.setHeader('content-type', 'text/event-stream');
    response.write('data: {"choices":[]}\n\n');
    for (const content of contents)
      response.write(
        content?.startsWith('data:') === true
          ? content
          : `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`,
      );
    response.end('data: [DONE]\n\n');
  };

const chat = (more = '', inputs = ''): Files => ({
  'flow.dag.yaml': `outputs: {answer: {type: string, reference: "\${ask.output}"}}
nodes:
- {name: ask, type: llm, source: {type: code, path: ask.jinja2}, connection: aoai, api: chat, inputs: {deployment_name: gpt${inputs}}}
${more}`,
  'ask.jinja2': 'user:\nHello\n',
  'shout.jinja2': '{{t | upper}}',
});

describe('a language model', () => {
  test('streams its answer to a caller who asks for it', async () => {
    server.answer(chunks('Hel', null, 'lo'));
    const result = await (await load(chat(), { connections: server.connections() })).run({}, { stream: true });
    expect(server.lastBody).toMatchObject({ stream: true });
    expect(await read(result.outputs['answer'])).toEqual(['Hel', '', 'lo']);
  });

  test('does not stream where another node reads it', async () => {
    server.answer({ choices: [{ message: { content: 'hello' } }] });
    const files = chat(node('shout', 'shout.jinja2', 't: "${ask.output}"'));
    const result = await (await load(files, { connections: server.connections() })).run({}, { stream: true });
    expect(server.lastBody).toMatchObject({ stream: false });
    expect(result.outputs).toEqual({ answer: 'hello' });
  });

  test('is asked again before its stream begins', async () => {
    server.answer(failure(429, {}, { 'retry-after': '0' }), chunks('ok'));
    const result = await (await load(chat(), { connections: server.connections() })).run({}, { stream: true });
    expect(await read(result.outputs['answer'])).toEqual(['ok']);
  });

  test('refuses to stream with functions on offer', async () => {
    const functions = `, functions: [{name: f, parameters: {type: object, properties: {}}}]`;
    const loaded = await load(chat('', functions), { connections: server.connections() });
    expect((await loaded.run({}, { stream: true })).error).toMatchObject({
      code: 'FunctionCallNotSupportedInStreamMode',
      node: 'ask',
    });
  });

  test('streams with tools on offer', async () => {
    server.answer(chunks('no tool'));
    const tools = `, tools: [{type: function, function: {name: f, parameters: {type: object, properties: {}}}}]`;
    const result = await (await load(chat('', tools), { connections: server.connections() })).run({}, { stream: true });
    expect(await read(result.outputs['answer'])).toEqual(['no tool']);
  });

  test.each([
    ['an API of Azure OpenAI that cannot tell tokens in a stream', '2024-06-01', false],
    ['one that can', '2024-10-21', true],
    ['a preview that can', '2024-09-01-preview', true],
  ])('is asked to tell the tokens of a stream or not: %s', async (_, version, asked) => {
    server.answer(chunks('x'));
    const aoai = await server.connections().get('aoai');
    const connections = { get: () => Promise.resolve({ ...aoai, configs: { ...aoai.configs, api_version: version } }) };
    const result = await (await load(chat(), { connections })).run({}, { stream: true });
    await read(result.outputs['answer']);
    expect(server.lastBody['stream_options']).toEqual(asked ? { include_usage: true } : undefined);
  });

  test('is cut off when the caller goes away', async () => {
    const closed = new Promise<void>((resolve) => {
      server.answer((response) => {
        response.setHeader('content-type', 'text/event-stream');
        response.write('data: {"choices":[{"delta":{"content":"a"}}]}\n\n');
        response.on('close', resolve);
      });
    });
    const result = await (await load(chat(), { connections: server.connections() })).run({}, { stream: true });
    const items = result.outputs['answer'] as AsyncIterableIterator<string>;
    expect(await items.next()).toEqual({ done: false, value: 'a' });
    await items.return?.();
    await closed;
  });
});
