import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFlow, openTraces, type LineResult, type RunOptions } from '../../../engine';
import { flowTest } from '../../../runner/actions/flow-test';
import { node, writeFlow, type Files } from '../flow-folder';
import { readSpans, type ReadSpan } from '../trace/read-spans';
import { chatAnswer, ModelServer } from './llm/model-server';

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.close());

const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

/** Streams an answer and then what it cost. */
const pieces =
  (...contents: readonly string[]) =>
  (response: ServerResponse): void => {
    response.setHeader('content-type', 'text/event-stream');
    for (const content of contents) response.write(event({ choices: [{ delta: { content } }] }));
    response.end(`${event({ choices: [], usage })}data: [DONE]\n\n`);
  };

/** A node `ask` that asks its model for pieces, and others that read them. */
const asking = (nodes: string, outputs: string, files: Files): Files => ({
  'flow.dag.yaml': `outputs: {${outputs}}
nodes:
- {name: ask, type: llm, source: {type: code, path: ask.jinja2}, connection: openai, api: chat, inputs: {model: gpt, stream: true}}
${nodes}`,
  'ask.jinja2': 'user:\nHello\n',
  ...files,
});
const output = (name: string, of = name): string => `${name}: {type: string, reference: "\${${of}.output}"}`;
const python = (body: string): string => `from promptflow.core import tool\n\n@tool\ndef run(t=None):\n    ${body}\n`;
const reading = (body: string): Files =>
  asking(node('read', 'read.py', 't: "${ask.output}"'), output('read'), { 'read.py': python(body) });

/** Runs a flow once with its trace. */
async function run(
  files: Files,
  options: RunOptions = {},
): Promise<{ result: LineResult; spans: () => Promise<readonly ReadSpan[]> }> {
  const flow = await loadFlow(writeFlow(files), { connections: server.connections() });
  const file = join(writeFlow({}), 'traces.jsonl');
  const traces = await openTraces({ file });
  const result = await traces.run(flow, {}, options);
  const spans = async (): Promise<readonly ReadSpan[]> => {
    await traces.close();
    await flow.close();
    return readSpans(file);
  };
  return { result, spans };
}

async function read(stream: unknown): Promise<string[]> {
  const texts: string[] = [];
  for await (const text of stream as AsyncIterable<string>) texts.push(text);
  return texts;
}

const total = (spans: readonly ReadSpan[], name: string): unknown =>
  spans.find((span) => span.name === name)?.attributes['llm.usage.total_tokens'];
const flowTotal = ([whole]: readonly ReadSpan[]): unknown =>
  whole?.attributes['__computed__.cumulative_token_count.total'];

describe('what an LLM node with `stream: true` gives', () => {
  test('is an iterator for a Python tool, whose tokens are those of the line', async () => {
    server.answer(pieces('hel', 'lo'));
    const { result, spans } = await run(reading('return [hasattr(t, "__next__"), list(t), list(t)]'));
    expect(server.lastBody).toMatchObject({ stream: true });
    expect(result).toMatchObject({
      status: 'Completed',
      outputs: { read: [true, ['hel', 'lo'], []] },
      tokens: { prompt: 5, completion: 2, total: 7 },
    });
    const kept = await spans();
    expect([total(kept, 'ask'), flowTotal(kept)]).toEqual([7, 7]);
  });

  test('passes through a Python tool to a caller piece by piece', async () => {
    server.answer(pieces('hel', 'lo'));
    const { result, spans } = await run(reading('return (piece.upper() for piece in t)'), { stream: true });
    expect(await read(result.outputs['read'])).toEqual(['HEL', 'LO']);
    const kept = await spans();
    expect([total(kept, 'ask'), flowTotal(kept)]).toEqual([7, 7]);
  });

  test('is shown and iterated in a template as an object is', async () => {
    server.answer(pieces('hel', 'lo'));
    const template = '{{ t }}|{% for piece in t %}[{{ piece }}]{% endfor %}|{{ t | list | length }}';
    const show = node('show', 'show.jinja2', 't: "${ask.output}"');
    const { result, spans } = await run(asking(show, output('show'), { 'show.jinja2': template }));
    expect(result.outputs['show']).toMatch(
      /^<promptflow\.tracing\._trace\.TracedIterator object at 0x[0-9a-f]+>\|\[hel\]\[lo\]\|0$/,
    );
    expect(flowTotal(await spans())).toBe(7);
  });

  test('is read once: an output has what another node has left', async () => {
    server.answer(pieces('a', 'b', 'c'));
    const files = { 'read.py': python('return next(t)') };
    const both = `${output('read')}, ${output('rest', 'ask')}`;
    const { result, spans } = await run(asking(node('read', 'read.py', 't: "${ask.output}"'), both, files));
    await spans();
    expect(result.outputs).toEqual({ read: 'a', rest: 'bc' });
  });

  test('is whole where no other node reads it in a batch', async () => {
    server.answer(pieces('hel', 'lo'));
    const { result, spans } = await run(asking('', output('answer', 'ask'), {}), { lineNumber: 0 });
    await spans();
    expect(server.lastBody).toMatchObject({ stream: true });
    expect(result).toMatchObject({ outputs: { answer: 'hello' }, tokens: { total: 7 } });
  });

  test('is not asked for in pieces where it is an output that the caller takes whole', async () => {
    server.answer(chatAnswer('hello'));
    const { result, spans } = await run(asking('', output('answer', 'ask'), {}));
    await spans();
    expect(server.lastBody).toMatchObject({ stream: false });
    expect(result).toMatchObject({ outputs: { answer: 'hello' } });
  });

  test.each([
    ['is not read', 'return "done"'],
    ['is read in part', 'return next(t)'],
  ])('ends when it %s', async (_, body) => {
    const closed = new Promise((resolve) => {
      server.answer((response) => {
        response.setHeader('content-type', 'text/event-stream');
        response.write(event({ choices: [{ delta: { content: 'a' } }] }));
        void once(response, 'close').then(resolve);
      });
    });
    const { spans, result } = await run(reading(body));
    expect(result.status).toBe('Completed');
    await closed;
    await spans();
  });

  test('is in the records as prompt flow shows it', async () => {
    server.answer(pieces('hel', 'lo'));
    const folder = writeFlow({
      ...reading('return list(t)'),
      'openai.yaml': `name: openai\ntype: open_ai\nbase_url: ${server.url}/v1\napi_key: k\n`,
    });
    const result = await flowTest({ folder, root: folder, sandbox: false, connections: [join(folder, 'openai.yaml')] });
    expect(result).toMatchObject({ status: 'Completed', tokens: { total: 7 } });
    const detail = readFileSync(join(folder, '.promptflow/flow.detail.json'), 'utf8');
    const shown = expect.stringContaining('TracedIterator') as string;
    expect((JSON.parse(detail) as { node_runs: unknown }).node_runs).toEqual([
      expect.objectContaining({ node: 'ask', output: shown }),
      expect.objectContaining({ node: 'read', inputs: { t: shown }, output: ['hel', 'lo'] }),
    ]);
  });
});

describe('a stream that a tool asks for', () => {
  const calling = (body: string): Files => ({
    'flow.dag.yaml': `outputs: {${output('read')}}\nnodes:\n${node('read', 'read.py', 'c: openai')}`,
    'read.py': `from promptflow.core import tool
from promptflow.connections import OpenAIConnection
from promptflow.tools.openai import chat

@tool
def run(c: OpenAIConnection):
    ${body}
`,
  });

  test('has its tokens on the span of the call, and in the line', async () => {
    server.answer(pieces('hel', 'lo'));
    const { result, spans } = await run(calling('return list(chat(c, "user:\\nx\\n", "gpt", stream=True))'));
    expect(result).toMatchObject({ outputs: { read: ['hel', 'lo'] }, tokens: { total: 7 } });
    const kept = await spans();
    expect(kept).toHaveLength(3);
    expect([total(kept, 'OpenAI.chat'), flowTotal(kept)]).toEqual([7, 7]);
  });

  test('also where the caller of the flow reads it', async () => {
    server.answer(pieces('hel', 'lo'));
    const { result, spans } = await run(calling('return chat(c, "user:\\nx\\n", "gpt", stream=True)'), {
      stream: true,
    });
    expect(await read(result.outputs['read'])).toEqual(['hel', 'lo']);
    const kept = await spans();
    expect([total(kept, 'OpenAI.chat'), flowTotal(kept)]).toEqual([7, 7]);
  });

  test('leaves the spans of calls that are not streamed as they are', async () => {
    server.answer(chatAnswer('hello'));
    const { result, spans } = await run(calling('return chat(c, "user:\\nx\\n", "gpt")'));
    expect(result).toMatchObject({ outputs: { read: 'hello' }, tokens: { total: 10 } });
    expect(flowTotal(await spans())).toBe(10);
  });
});
