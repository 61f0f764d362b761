import { FlowError } from '../error';
import type { FlowEventHandler } from '../event';
import type { PythonHost } from '../nodes/python/host';
import { TextStream } from '../values/text-stream';
import { CarriedObject, isDict, PythonObject, type Value } from '../values/value';
import { singleOutput } from './definition';

export interface EntryCallOptions {
  readonly host: PythonHost;
  readonly entry: string;
  readonly emit: FlowEventHandler;
  readonly lineNumber: number | undefined;
  readonly signal: AbortSignal;
}

export interface EntryWishes {
  /** Whether streams are to be left as they are; the signal ends them once the run is over. */
  readonly stream: boolean;
  readonly signal: AbortSignal | undefined;
  /** Whether what is returned is to be kept for the aggregation. */
  readonly aggregates: boolean;
}

/** What an entry returned. */
export interface EntryResult {
  readonly outputs: ReadonlyMap<string, Value>;
  /** Whether it is one value: neither a dict nor a dataclass. */
  readonly isSingle: boolean;
  /** The whole of it, for the aggregation. */
  readonly whole?: Value;
}

/** One call of a flow's entry, reported as other flows report their nodes. */
export class EntryCall {
  constructor(private readonly options: EntryCallOptions) {}

  async run(inputs: ReadonlyMap<string, Value>, wishes: EntryWishes): Promise<EntryResult> {
    const { emit, entry, lineNumber, signal } = this.options;
    const place = { node: entry, ...(lineNumber === undefined ? {} : { lineNumber }) };
    const ended = { type: 'node-ended', ...place, kind: 'python', inputs } as const;
    const begin = performance.now();
    emit({ type: 'node-started', ...place });
    try {
      const result = await this.call(inputs, wishes);
      const output = result.isSingle ? (result.outputs.get(singleOutput) ?? null) : result.outputs;
      emit({ ...ended, status: 'Completed', durationMs: performance.now() - begin, output });
      return result;
    } catch (thrown) {
      const { code, message } = FlowError.from(thrown);
      const status = signal.aborted ? 'Canceled' : 'Failed';
      emit({ ...ended, status, durationMs: performance.now() - begin, error: { code, message } });
      throw thrown;
    }
  }

  private async call(inputs: ReadonlyMap<string, Value>, wishes: EntryWishes): Promise<EntryResult> {
    const { host, entry, lineNumber, emit, signal } = this.options;
    const returned = await host.call(inputs, { node: entry, lineNumber, emit }, signal);
    if (!(returned instanceof PythonObject)) {
      const isSingle = !isDict(returned);
      const outputs: ReadonlyMap<string, Value> = isSingle ? new Map([[singleOutput, returned]]) : named(returned);
      return { outputs, isSingle, whole: returned };
    }
    const kept = new Set<PythonObject>();
    try {
      return await this.split(returned, wishes, kept);
    } finally {
      if (!kept.has(returned)) host.objects.release([returned]);
    }
  }

  /** What is no plain data stays in the Python process: its outputs are fetched one by one. */
  private async split(returned: PythonObject, wishes: EntryWishes, kept: Set<PythonObject>): Promise<EntryResult> {
    const { host } = this.options;
    const { single, outputs: parts } = await host.objects.outputs(returned, wishes.stream);
    const outputs = new Map<string, Value>();
    for (const [name, part] of single === undefined ? parts : new Map([[singleOutput, single]])) {
      outputs.set(name, part instanceof PythonObject ? await this.output(name, part, wishes) : part);
    }
    const whole = wishes.aggregates ? await host.objects.carry(returned) : null;
    // An object that cannot leave its process must be there when that process aggregates.
    if (whole instanceof CarriedObject && 'handle' in whole.carried) kept.add(returned);
    return { outputs, isSingle: single !== undefined, whole };
  }

  private async output(name: string, part: PythonObject, { signal }: EntryWishes): Promise<Value> {
    const { host, entry } = this.options;
    // It is the reader of the stream who lets the object go.
    if (part.isStream) return new TextStream(host.objects.items(part, entry, signal));
    try {
      return await host.objects.data(part);
    } catch (error) {
      const inner = FlowError.from(error);
      if (inner.code === 'ProcessCrashError') throw inner;
      const message = `The output value is not JSON serializable for output '${name}'. JSON dump failed: (${inner.code}) ${inner.message}`;
      throw new FlowError('FlowOutputUnserializable', message, { cause: error });
    } finally {
      host.objects.release([part]);
    }
  }
}

function named(outputs: ReadonlyMap<unknown, Value>): ReadonlyMap<string, Value> {
  return new Map([...outputs].map(([name, value]) => [String(name), value]));
}
