import type { AggregatedLine, Aggregation } from '../batch/aggregation';
import { FlowError } from '../error';
import { addTokens, noTokens, type FlowEventHandler } from '../event';
import { asData } from '../values/data';
import { readImages } from '../images/line-values';
import type { PythonHost } from '../nodes/python/host';
import { isDict, PythonObject, type Value } from '../values/value';
import type { EntryResult } from './entry-call';

const method = '__aggregate__';
const resultKey = 'line_result';

interface AggregationParts {
  readonly host: PythonHost;
  readonly entry: string;
  readonly emit: FlowEventHandler;
  readonly signal: AbortSignal | undefined;
}

/** What the aggregation reads of a line: all that the entry returned. */
export function lineResult(returned: EntryResult | undefined): ReadonlyMap<string, Value> {
  return returned?.whole === undefined ? new Map() : new Map([[resultKey, returned.whole]]);
}

/** Calls `__aggregate__` with what the entry returned for the lines that succeeded. The dict that it gives is the metrics. */
export async function aggregateResults(
  { host, entry, emit, signal = new AbortController().signal }: AggregationParts,
  lines: readonly AggregatedLine[],
): Promise<Aggregation> {
  const node = `${entry}.${method}`;
  const logged = new Map<string, Value>();
  let tokens = noTokens;
  const hear: FlowEventHandler = (event) => {
    if (event.type === 'metric') logged.set(event.key, event.value);
    if (event.type === 'call-ended') tokens = addTokens(tokens, event.result.tokens);
    emit(event);
  };
  const begin = performance.now();
  const ended = { type: 'node-ended', node, kind: 'python' } as const;
  emit({ type: 'node-started', node });
  try {
    const results = await Promise.all(lines.map(async ({ aggregated }) => readImages(aggregated, 'basic')));
    const list = results.map((result) => result.get(resultKey) ?? null);
    const returned = await host.call(
      new Map([['line_results', list]]),
      { node, lineNumber: undefined, emit: hear },
      signal,
    );
    const output = returned instanceof PythonObject ? await host.objects.view(returned) : returned;
    if (!isDict(output)) {
      const message = "The output of aggregation function isn't a dictionary, skip the metrics update.";
      emit({ type: 'warning', node, message });
    }
    emit({ ...ended, status: 'Completed', durationMs: performance.now() - begin, output });
    const metrics = isDict(output) ? output : new Map<string, Value>();
    return {
      outputs: new Map([[node, output]]),
      metrics: new Map([...logged, ...[...metrics].map(([name, value]) => [String(name), asData(value)] as const)]),
      nodes: new Map([[node, 'Completed']]),
      tokens,
    };
  } catch (thrown) {
    const error = FlowError.from(thrown, node);
    const { code, message } = error;
    const status = signal.aborted ? 'Canceled' : 'Failed';
    emit({ ...ended, status, durationMs: performance.now() - begin, error: { code, message } });
    return { outputs: new Map(), metrics: logged, nodes: new Map([[node, status]]), tokens, error };
  }
}
