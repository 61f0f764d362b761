import type { LineResult, RunOptions } from '../../../engine';
import { LineTrace } from '../../../engine/trace/line-trace';
import type { Span } from '../../../engine/trace/span';
import type { ModelServer } from '../nodes/llm/model-server';
import { body, CallingFlow, type ToolBody } from './calling-flow';

let calling: CallingFlow;
let server: ModelServer;
beforeAll(async () => {
  calling = await CallingFlow.open();
  ({ server } = calling);
});
afterAll(() => calling.close());

const run = (given: ToolBody, options: RunOptions = {}): Promise<LineResult> => calling.run(given, options);

describe('threads and lines', () => {
  test('calls from threads of the tool belong to its line', async () => {
    server.answer(calling.echo);
    const code = `with ThreadPoolExecutor(3) as pool:
    answers = list(pool.map(lambda i: Prompty.load("greeter.prompty")(q=str(i)), range(4)))
thread = threading.Thread(target=lambda: answers.append(Prompty.load("greeter.prompty")(q="x")))
thread.start()
thread.join()
return len(answers)`;
    const imports =
      'import threading\nfrom concurrent.futures import ThreadPoolExecutor\nfrom promptflow.core import Prompty';
    const result = await run(body(code, imports));
    expect(result).toMatchObject({ outputs: { out: 5 }, tokens: { total: 50 } });
  });

  test('lines at once each have their own answers and tokens', async () => {
    server.answer((response) => setTimeout(() => calling.echo(response), 5));
    const code = 'prompty = Prompty.load("greeter.prompty")\nreturn [len(prompty(q=q)) > 0 for _ in range(2)]';
    const inputs = calling.prepare(body(code, 'from promptflow.core import Prompty'));
    const results = await Promise.all([0, 1, 2, 3].map((lineNumber) => calling.flow.run(inputs, { lineNumber })));
    for (const result of results)
      expect(result).toMatchObject({ outputs: { out: [true, true] }, tokens: { total: 20 } });
  });

  test.each(['def', 'async def'])(
    'a %s that waits for a model is ended by the time-out of its line',
    async (before) => {
      let aborted!: () => void;
      const closed = new Promise<void>((resolve) => (aborted = resolve));
      server.answer((response) => response.once('close', aborted));
      const code =
        before === 'def'
          ? 'return Prompty.load("greeter.prompty")(q=q)'
          : 'return await AsyncPrompty.load("greeter.prompty")(q=q)';
      const result = await run(body(code, 'from promptflow.core import Prompty, AsyncPrompty', before), {
        timeoutMs: 600,
      });
      expect(result.error?.code).toBe('LineExecutionTimeoutError');
      await closed;
    },
  );
});

test('what a tool calls is in the trace, below the tool', async () => {
  server.answer(calling.echo);
  const code = `prompt = "user:\\nx\\n"
return [chat(aoai, prompt, "gpt"), Prompty.load("greeter.prompty")(q=q), Flow.load("inner")(n=1)]`;
  const imports = 'from promptflow.core import Flow, Prompty\nfrom promptflow.tools.aoai import chat';
  let spans: readonly Span[] = [];
  const trace = new LineTrace({
    flow: 'outer',
    content: false,
    mask: (text) => text,
    onEnd: (ended) => (spans = ended),
  });
  trace.end(await run(body(code, imports), { onEvent: trace.onEvent }));
  const named = (name: string): Span => spans.find((span) => span.name === name)!;
  const parent = (name: string): string | undefined =>
    spans.find((span) => span.spanId === named(name).parentSpanId)?.name;
  expect(spans).toHaveLength(6);
  expect(['AzureOpenAI.chat', 'Greeter', 'inner', 'double', 'ask'].map(parent)).toEqual([
    'ask',
    'ask',
    'ask',
    'inner',
    'outer',
  ]);
  expect(named('Greeter')).toMatchObject({ kind: 'client', attributes: { 'gen_ai.usage.input_tokens': 7 } });
  expect(new Set(spans.map((span) => span.traceId)).size).toBe(1);
});
