import { join } from 'node:path';
import { loadFlow, openTraces } from '../../../engine';
import { writeFlow } from '../flow-folder';
import { ModelServer } from '../nodes/llm/model-server';
import { readSpans } from './read-spans';

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.close());

const flow = {
  'flow.dag.yaml': `outputs: {answer: {type: string, reference: "\${ask.output}"}}
nodes:
- {name: ask, type: llm, source: {type: code, path: ask.jinja2}, connection: openai, api: chat, inputs: {model: gpt}}
`,
  'ask.jinja2': 'user:\nHello\n',
};
const event = (data: object): string => `data: ${JSON.stringify({ model: 'gpt-4o-mini', ...data })}\n\n`;

test('the span of a streamed answer ends with the stream and holds its tokens, as does that of the flow', async () => {
  let answer: (text: string) => void = () => undefined;
  server.answer((response) => {
    response.setHeader('content-type', 'text/event-stream');
    response.write(event({ choices: [{ delta: { content: 'Hel' } }] }));
    answer = (text) => response.end(text);
  });
  const file = join(writeFlow({}), 'traces.jsonl');
  const loaded = await loadFlow(writeFlow(flow), { connections: server.connections() });
  const traces = await openTraces({ file });
  const { outputs } = await traces.run(loaded, {}, { stream: true });
  expect(server.lastBody).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  const pieces = outputs['answer'] as AsyncIterableIterator<string>;
  expect(await pieces.next()).toEqual({ done: false, value: 'Hel' });
  const halfway = Date.now();
  answer(
    event({ choices: [{ delta: { content: 'lo' }, finish_reason: 'stop' }] }) +
      event({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 } }) +
      'data: [DONE]\n\n',
  );
  expect(await pieces.next()).toEqual({ done: false, value: 'lo' });
  expect(await pieces.next()).toMatchObject({ done: true });
  await traces.close();
  await loaded.close();
  const [whole, ask] = readSpans(file);
  expect(ask).toMatchObject({
    name: 'ask',
    attributes: {
      'llm.usage.total_tokens': 7,
      'gen_ai.response.model': 'gpt-4o-mini',
      'gen_ai.response.finish_reasons': ['stop'],
    },
  });
  expect(Number(ask!.endTimeUnixNano) / 1e6).toBeGreaterThanOrEqual(halfway);
  expect(whole).toMatchObject({ attributes: { '__computed__.cumulative_token_count.total': 7 } });
});
