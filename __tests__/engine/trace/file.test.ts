import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFlow, openTraces, type FlowEvent, type TracesOptions } from '../../../engine';
import { noTokens } from '../../../engine/event';
import { node, tool, writeFlow } from '../flow-folder';
import { chatAnswer, failure, ModelServer } from '../nodes/llm/model-server';
import { readSpans, type ReadSpan } from './read-spans';

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.close());

const inputReference = '"${inputs.q}"';
const triage = {
  'flow.dag.yaml': `inputs: {q: {type: string}}
outputs: {answer: {type: string, reference: "\${check.output}"}}
nodes:
- name: ask
  type: llm
  source: {type: code, path: ask.jinja2}
  connection: aoai
  api: chat
  inputs: {deployment_name: gpt, q: ${inputReference}}
${node('check', 'check.py', 'answer: "${ask.output}"')}${node('unused', 'ask.jinja2', '', 'activate: {when: 1, is: 2}')}`,
  'ask.jinja2': 'user:\n{{ q }}\n',
  'check.py':
    'from promptflow.core import tool\n\n@tool\ndef run(answer: str):\n    if answer == "bad":\n        raise ValueError("hunter2 is no answer")\n    return answer\n',
};

async function trace(lines: readonly { lineNumber?: number; q: string }[], options: Omit<TracesOptions, 'file'> = {}) {
  const file = join(writeFlow({}), 'runs', 'traces.jsonl');
  const flow = await loadFlow(writeFlow(triage), { connections: server.connections() });
  const traces = await openTraces({ file, ...options });
  try {
    for (const { q, ...line } of lines) await traces.run(flow, { q }, line);
  } finally {
    await traces.close();
    await flow.close();
  }
  return { file, spans: readSpans(file), flow: flow.name };
}

const withoutSecret = (text: string): string => text.replaceAll('hunter2', '***');
const named = (spans: readonly ReadSpan[], name: string): ReadSpan => spans.find((span) => span.name === name)!;

test('a run leaves a span for the flow and one below it for each node', async () => {
  server.answer({ ...(chatAnswer('billing') as object), model: 'gpt-4o-2024-11-20' });
  const { spans, flow } = await trace([{ q: 'Where is my invoice?', lineNumber: 4 }]);
  expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining([flow, 'ask', 'check', 'unused']));
  const whole = named(spans, flow);
  expect(whole).toMatchObject({
    kind: 1,
    status: { code: 1 },
    attributes: {
      framework: 'promptflow',
      span_type: 'Flow',
      'llmops.status': 'Completed',
      line_number: 4,
      'llmops.input.bytes': '{"q": "Where is my invoice?"}'.length,
      'llmops.output.bytes': '{"answer": "billing"}'.length,
      '__computed__.cumulative_token_count.total': 10,
    },
  });
  expect(whole).not.toHaveProperty('parentSpanId');
  for (const span of spans.filter((other) => other !== whole)) {
    expect(span).toMatchObject({ traceId: whole.traceId, parentSpanId: whole.spanId });
    expect(BigInt(span.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(whole.startTimeUnixNano) - 1_000_000n);
    expect(BigInt(span.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(whole.endTimeUnixNano));
  }
});

test('the span of an LLM node says which model was asked, what it charged, and why it stopped', async () => {
  server.answer({ ...(chatAnswer('billing') as object), model: 'gpt-4o-2024-11-20' });
  const { spans } = await trace([{ q: 'Hi' }]);
  expect(named(spans, 'ask')).toMatchObject({
    kind: 3,
    attributes: {
      span_type: 'LLM',
      node_name: 'ask',
      function: 'AzureOpenAI.chat',
      'llmops.node.kind': 'llm',
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.request.model': 'gpt',
      'gen_ai.response.model': 'gpt-4o-2024-11-20',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.output_tokens': 3,
      'llm.response.model': 'gpt-4o-2024-11-20',
      'llm.usage.prompt_tokens': 7,
      'llm.usage.completion_tokens': 3,
      'llm.usage.total_tokens': 10,
      'llmops.output.bytes': '"billing"'.length,
    },
  });
  expect(named(spans, 'unused').attributes).toMatchObject({ 'llmops.status': 'Bypassed' });
});

test('a model that refuses at first leaves an event for each retry', async () => {
  server.answer(failure(429, {}, { 'retry-after': '0' }), chatAnswer('billing'));
  const { spans } = await trace([{ q: 'Hi' }]);
  expect(named(spans, 'ask').events).toMatchObject([
    { name: 'retry', attributes: { 'llmops.retry.attempt': 1, 'llmops.retry.wait_ms': 0 } },
  ]);
});

test('a failure shows on its node and on the flow, without secrets', async () => {
  server.answer(chatAnswer('bad'));
  const { spans, flow, file } = await trace([{ q: 'Hi' }], { mask: withoutSecret });
  const message = "Execution failure in 'check': (ValueError) *** is no answer";
  expect(named(spans, 'check')).toMatchObject({
    status: { code: 2, message },
    attributes: { 'llmops.status': 'Failed', 'error.type': 'ToolExecutionError' },
  });
  expect(named(spans, flow)).toMatchObject({
    status: { code: 2, message },
    attributes: { 'llmops.error.node': 'check' },
  });
  expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
});

test('values of inputs and outputs, and keys, are not in a trace', async () => {
  server.answer(chatAnswer('my secret answer'));
  const { file } = await trace([{ q: 'my secret question' }]);
  expect(readFileSync(file, 'utf8')).not.toMatch(/secret|azure-key/);
});

test('who asks for them gets inputs and outputs, without secrets', async () => {
  server.answer(chatAnswer('It is hunter2'));
  const { spans, flow } = await trace([{ q: 'hunter2?' }], { mask: withoutSecret, content: true });
  expect(named(spans, flow).attributes).toMatchObject({
    inputs: '{"q": "***?"}',
    output: '{"answer": "It is ***"}',
  });
  expect(named(spans, 'check').attributes).toMatchObject({
    inputs: '{"answer": "It is ***"}',
    output: '"It is ***"',
  });
});

test('each run adds a line of its own, also to a file that is there', async () => {
  const file = join(writeFlow({}), 'traces.jsonl');
  const flow = await loadFlow(
    writeFlow({
      'flow.dag.yaml': `inputs: {q: {type: int}}\noutputs: {q: {type: int, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', `x: ${inputReference}`)}`,
      'n.py': tool('x', '{x}'),
    }),
  );
  for (const half of [0, 1]) {
    const traces = await openTraces({ file });
    await Promise.all([0, 1, 2].map((q) => traces.run(flow, { q }, { lineNumber: half * 3 + q })));
    await traces.close();
  }
  await flow.close();
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(6);
  const spans = readSpans(file);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(6);
  // A set cannot be JSON, so that the run fails, and its size is not known.
  expect(named(spans, 'n').attributes).not.toHaveProperty('llmops.output.bytes');
});

test('nodes that still run when a run fails count as canceled', async () => {
  const file = join(writeFlow({}), 'traces.jsonl');
  const flow = await loadFlow(
    writeFlow({
      'flow.dag.yaml': `outputs: {}\nnodes:\n${node('slow', 'slow.py', '')}${node('wrong', 'wrong.jinja2', '')}`,
      'slow.py':
        'import asyncio\nfrom promptflow.core import tool\n\n@tool\nasync def run():\n    await asyncio.sleep(30)\n',
      'wrong.jinja2': '{{ a.b }}',
    }),
  );
  const events: FlowEvent[] = [];
  const traces = await openTraces({ file });
  await traces.run(flow, {}, { onEvent: (event) => events.push(event) });
  await traces.close();
  await flow.close();
  const spans = readSpans(file);
  expect(named(spans, 'slow')).toMatchObject({ status: { code: 0 }, attributes: { 'llmops.status': 'Canceled' } });
  expect(events).toContainEqual(expect.objectContaining({ type: 'node-ended', node: 'wrong', status: 'Failed' }));
});

test('without a file nothing is written', async () => {
  const folder = writeFlow({ 'flow.dag.yaml': 'outputs: {x: {type: int, reference: 1}}\n' });
  const flow = await loadFlow(folder);
  const traces = await openTraces();
  expect((await traces.run(flow, {})).outputs).toEqual({ x: 1 });
  await traces.close();
  await flow.close();
  expect(existsSync(join(folder, '.promptflow'))).toBe(false);
});

test('a file that cannot be written costs a warning, and the run goes on', async () => {
  const folder = writeFlow({ 'flow.dag.yaml': 'outputs: {x: {type: int, reference: 1}}\n', taken: 'a file' });
  const events: FlowEvent[] = [];
  const flow = await loadFlow(folder);
  const traces = await openTraces({
    file: join(folder, 'taken', 'traces.jsonl'),
    onEvent: (event) => events.push(event),
  });
  expect((await traces.run(flow, {})).outputs).toEqual({ x: 1 });
  await traces.close();
  await flow.close();
  expect(events).toEqual([{ type: 'warning', message: expect.stringContaining('Traces could not be written') }]);
});

test('runs that end together do not wait for the disk, or they would all ask their models at the same moment', async () => {
  const file = join(writeFlow({}), 'traces.jsonl');
  const traces = await openTraces({ file });
  let diskHadItsTurn = false;
  setImmediate(() => (diskHadItsTurn = true));
  for (let lineNumber = 0; lineNumber < 100; lineNumber++) {
    traces.begin({ flow: 'triage', lineNumber }).end({ status: 'Completed', outputs: {}, tokens: noTokens });
    await traces.settled();
  }
  expect(diskHadItsTurn).toBe(false);
  await traces.close();
  expect(readSpans(file)).toHaveLength(100);
});

test('PF_DISABLE_TRACING keeps no traces, and runs as ever', async () => {
  const file = join(writeFlow({}), 'traces.jsonl');
  const flow = await loadFlow(writeFlow({ 'flow.dag.yaml': 'nodes: []\n' }));
  process.env['PF_DISABLE_TRACING'] = 'True';
  try {
    const traces = await openTraces({ file });
    expect(await traces.run(flow, {})).toMatchObject({ status: 'Completed' });
    await traces.close();
  } finally {
    delete process.env['PF_DISABLE_TRACING'];
    await flow.close();
  }
  expect(existsSync(file)).toBe(false);
});
