import { setMaxListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { prepareInputs } from '../conversion/flow-inputs';
import { FlowError } from '../error';
import { addTokens, noTokens, type TokenUsage } from '../event';
import type { Flow, LineError } from '../flow';
import type { ImageFolder } from '../images/write';
import type { Artifacts } from '../records/artifacts';
import type { Value } from '../values/value';
import type { AggregatedLine } from './aggregation';
import type { EndedLines } from './ended-lines';
import type { Lanes } from './lanes';
import { lineRecord, type LineRecord } from './line-record';
import type { Mapper } from './mapping';
import { asLineError, type BatchEventHandler, type LineCounts } from './result';
import type { BatchSettings } from './settings';
import type { Sources } from './sources';
import type { Traces } from '../trace/traces';

export interface BatchLinesOptions {
  readonly flow: Flow;
  readonly lanes: Lanes;
  readonly sources: Sources;
  readonly mapper: Mapper;
  readonly settings: BatchSettings;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
  readonly ended: EndedLines | undefined;
  readonly traces: Traces;
  /** Set where records of each line are kept. */
  readonly artifacts: Artifacts | undefined;
  readonly imageFolder: ImageFolder;
  readonly emit: BatchEventHandler;
  readonly write: (record: LineRecord) => void;
}

interface MappedLine {
  readonly lineNumber: number;
  readonly inputs: ReadonlyMap<string, Value>;
  /** Folder that relative paths of images in the inputs start from. */
  readonly folder: string;
}

/** Runs the lines of a batch, so many at a time, and counts. Holds no line longer than it runs, but what is aggregated. */
export class BatchLines {
  tokens: TokenUsage = noTokens;
  private completed = 0;
  private failed = 0;
  private reused = 0;
  private total: number;
  private first: { readonly lineNumber: number; readonly message: string } | undefined;
  private readonly aggregated = new Map<number, AggregatedLine>();
  private readonly stop = new AbortController();
  private readonly suspects: MappedLine[] = [];
  /** Set when the whole batch took too long. */
  timeoutError: FlowError | undefined;

  constructor(private readonly options: BatchLinesOptions) {
    this.total = options.sources.size;
    // Every line under way listens.
    setMaxListeners(0, this.stop.signal);
  }

  async run(): Promise<void> {
    const { sources, concurrency, lanes, signal } = this.options;
    this.options.emit({ type: 'batch-started', total: this.total });
    const interrupt = (): void => this.stop.abort(signal?.reason);
    if (signal?.aborted === true) interrupt();
    signal?.addEventListener('abort', interrupt);
    const timer = this.startTimer();
    try {
      await this.runAll(sources.lines(), Math.min(concurrency, this.total), async ({ lineNumber, rows, folder }) =>
        this.runOrReuse({ lineNumber, inputs: this.options.mapper.map(rows, lineNumber), folder }),
      );
      // One of them killed its process. Each alone in a process, they show which.
      await this.runAll(each(this.suspects), lanes.count, (line) => this.runLine(line));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
    }
    if (this.stopped) return;
    this.total = this.completed + this.failed;
    if (this.total > 0) return;
    const message =
      'The input for batch run is incorrect. Could not find one complete line on the provided input: no line number is in all of the sources.';
    throw new FlowError('InputMappingError', message);
  }

  get stopped(): boolean {
    return this.stop.signal.aborted;
  }

  get counts(): LineCounts {
    const { total, completed, failed, reused } = this;
    return { total, completed, failed, reused };
  }

  get error(): LineError | undefined {
    if (this.first === undefined) return undefined;
    const message = `Failed to run ${this.failed}/${this.total} lines. First error message is: ${this.first.message}`;
    return { code: 'BulkRunException', message, fault: 'user' };
  }

  /** What aggregation nodes read, by rising line numbers. */
  forAggregation(): readonly AggregatedLine[] {
    return [...this.aggregated].sort(([left], [right]) => left - right).map(([, line]) => line);
  }

  private startTimer(): NodeJS.Timeout | undefined {
    const { batchTimeoutMs } = this.options.settings;
    if (batchTimeoutMs === undefined) return undefined;
    return setTimeout(() => {
      const message = `The batch run failed due to timeout [${batchTimeoutMs / 1000}s]. Please adjust the timeout to a higher value (PF_BATCH_TIMEOUT_SEC).`;
      this.timeoutError = new FlowError('BatchRunTimeoutError', message);
      this.stop.abort(this.timeoutError);
    }, batchTimeoutMs);
  }

  private async runAll<T>(lines: AsyncIterator<T>, atOnce: number, work: (line: T) => Promise<void>): Promise<void> {
    const take = async (): Promise<T | undefined> => {
      if (this.stopped) return undefined;
      const next = await lines.next();
      return next.done === true ? undefined : next.value;
    };
    const run = async (first: T | undefined): Promise<void> => {
      for (let line = first; line !== undefined; line = await take()) await work(line);
    };
    const begin = async (count: number): Promise<void> => {
      const line = await take();
      // In a turn of the event loop, what this line asks of a model leaves before the next line begins.
      const others = line === undefined || count <= 1 ? undefined : turn().then(() => begin(count - 1));
      await Promise.all([run(line), others]);
    };
    await begin(atOnce);
  }

  private async runOrReuse(line: MappedLine): Promise<void> {
    const record = this.endedBefore(line);
    if (record === undefined) return this.runLine(line);
    this.reused++;
    this.end(record);
  }

  private endedBefore({ lineNumber, inputs }: MappedLine): LineRecord | undefined {
    const { ended, flow } = this.options;
    if (ended === undefined) return undefined;
    try {
      return ended.get(lineNumber, prepareInputs(flow.definition.inputs, inputs, lineNumber));
    } catch {
      // Inputs that do not fit: the line runs and says so.
      return undefined;
    }
  }

  private async runLine(line: MappedLine): Promise<void> {
    const { flow, lanes, settings, emit, traces, imageFolder } = this.options;
    const { lineNumber, inputs, folder } = line;
    const trace = traces.begin({ flow: flow.name, inputs: Object.fromEntries(inputs), lineNumber });
    const records = this.options.artifacts?.line(lineNumber);
    const run = await lanes.run(inputs, {
      shows: records !== undefined,
      lineNumber,
      signal: this.stop.signal,
      timeoutMs: settings.lineTimeoutMs,
      inputFolder: folder,
      imageFolder,
      onEvent: (event) => {
        trace.onEvent(event);
        records?.onEvent(event);
        emit(event);
      },
    });
    if (run === 'crashed in company') {
      this.suspects.push(line);
      return;
    }
    trace.end(run.result);
    await traces.settled();
    await records?.write(run);
    const canceled = run.result.error?.code === 'LineCanceledError' && this.stopped;
    if (!canceled) this.end(lineRecord(lineNumber, run), run.aggregated);
    else if (this.timeoutError !== undefined)
      this.end({ ...lineRecord(lineNumber, run), error: this.overtime(lineNumber) });
  }

  private overtime(lineNumber: number): LineError {
    const seconds = (this.options.settings.batchTimeoutMs ?? 0) / 1000;
    const message = `Line ${lineNumber} execution terminated due to the total batch run exceeding the batch timeout (${seconds}s).`;
    return asLineError(new FlowError('BatchExecutionTimeoutError', message));
  }

  private end(record: LineRecord, aggregated = record.aggregated): void {
    const { lineNumber, status, error, tokens, inputs } = record;
    this.options.write(record);
    this.tokens = addTokens(this.tokens, tokens);
    if (status === 'Completed') this.completed++;
    else this.failed++;
    if (error !== undefined && lineNumber < (this.first?.lineNumber ?? Infinity)) {
      this.first = { lineNumber, message: error.message };
    }
    if (status === 'Completed' && this.options.flow.aggregation !== 'none' && aggregated !== undefined) {
      this.aggregated.set(lineNumber, { inputs, aggregated });
    }
    const done = this.completed + this.failed;
    const { total, failed, reused } = this;
    this.options.emit({ type: 'line-ended', lineNumber, status, done, total, failed, reused });
  }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  // Read as it grows: the last lines of a batch may join while the first are tried again.
  for (const item of items) yield await Promise.resolve(item);
}
