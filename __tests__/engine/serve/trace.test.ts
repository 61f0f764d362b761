import { join } from 'node:path';
import { openTraces } from '../../../engine/trace/traces';
import { node, writeFlow, type Files } from '../flow-folder';
import { readSpans } from '../trace/read-spans';
import { score, serve } from './served';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const flow = {
  'flow.dag.yaml':
    'inputs: {text: {type: string}}\n' +
    'outputs: {said: {type: string, reference: "${say.output}"}}\n' +
    'nodes: [{name: say, type: prompt, source: {type: code, path: say.jinja2}, inputs: {text: "${inputs.text}"}}]\n',
  'say.jinja2': '{{ text }}!',
};

async function traced(act: (server: Awaited<ReturnType<typeof serve>>) => Promise<unknown>, files: Files = flow) {
  const file = join(writeFlow({}), 'traces.jsonl');
  const server = await serve(files, { traces: await openTraces({ file }) });
  await act(server);
  await server.close();
  return readSpans(file);
}

test('a request is a part of the trace of its caller, and known by the names that the caller gives it', async () => {
  const headers = {
    traceparent: `00-${traceId}-${spanId}-01`,
    baggage: 'user=Ada%20L,span_type=Forged',
    'x-request-id': 'r-1',
    'x-ms-client-request-id': 'c-1',
  };
  const [whole, node] = await traced((server) => score(server, { text: 'Hi' }, headers));
  expect(whole).toMatchObject({
    traceId,
    parentSpanId: spanId,
    attributes: { user: 'Ada L', span_type: 'Flow', request_id: 'r-1', client_request_id: 'c-1' },
  });
  expect(node).toMatchObject({ traceId, parentSpanId: whole?.spanId, attributes: { node_name: 'say' } });
});

test('requests of callers without a trace are traces of their own', async () => {
  const spans = await traced((server) => Promise.all(['a', 'b'].map((text) => score(server, { text }))));
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
  expect(new Set(roots.map((span) => span.traceId)).size).toBe(2);
});

const streaming = (last: string) => ({
  'flow.dag.yaml': `outputs: {answer: {type: string, reference: "\${say.output}"}}\nnodes:\n${node('say', 'say.py', '')}`,
  'say.py': `from promptflow.core import tool\n\n@tool\ndef run():\n    yield "one"\n    ${last}\n`,
});
const events = { accept: 'text/event-stream' };

test('the trace of a streamed answer ends with the stream, and tells what failed on the way', async () => {
  const [fine] = await traced((server) => score(server, {}, events), streaming('yield "two"'));
  expect(fine).toMatchObject({ status: { code: 1 }, attributes: { 'llmops.status': 'Completed' } });
  const [broken] = await traced((server) => score(server, {}, events), streaming('raise ValueError("lost")'));
  expect(broken).toMatchObject({ status: { code: 2 }, attributes: { 'llmops.status': 'Failed' } });
});

test.each([
  ['', '{"stars": 4, "by": {"age": 36}}', { feedback: '{"stars": 4, "by": {"age": 36}}' }],
  ['?flatten=true', '{"stars": 4, "by": {"age": 36}, "tags": ["a"]}', { stars: 4, by: '{"age":36}', tags: ['a'] }],
  ['?flatten=True', 'good', { feedback: 'good' }],
])('feedback%s %p is a span in the trace of the answer', async (query, payload, attributes) => {
  const headers = { traceparent: `00-${traceId}-${spanId}-01` };
  const spans = await traced((server) => server.inject({ method: 'POST', url: `/feedback${query}`, payload, headers }));
  expect(spans).toMatchObject([{ name: 'promptflow-feedback', traceId, parentSpanId: spanId, attributes }]);
});
