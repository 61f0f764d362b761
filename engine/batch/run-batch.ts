import { basename, resolve } from 'node:path';
import { FlowError } from '../error';
import type { Flow, LineError } from '../flow';
import type { LoadFlow } from '../load/load-flow';
import { locateFlow } from '../load/locate';
import { Artifacts } from '../records/artifacts';
import { writeSnapshot } from '../records/snapshot';
import { openTraces, type Traces } from '../trace/traces';
import type { Aggregation } from './aggregation';
import { BatchLines } from './batch-lines';
import { EndedLines } from './ended-lines';
import { Lanes } from './lanes';
import { LogFile } from './log-file';
import { LogFormat } from './log-format';
import { Mapper } from './mapping';
import { checkRequest, loadOptionsOf, requestOf, type BatchOptions } from './request';
import { asLineError, plainAggregation, type BatchEventHandler, type BatchResult } from './result';
import { writeRunError } from './run-error';
import type { BatchStatus } from './run-files';
import { RunFolder } from './run-folder';
import { batchSettings } from './settings';
import { Sources } from './sources';

/**
 * Runs a flow over every line of a dataset, then its aggregation nodes over the lines that succeeded. Lines that fail
 * are in the result. Rejects with a `FlowError` for what cannot be begun: no data, a folder that holds another run.
 * `loadFlow` is given, since tools of flows may start batches.
 */
export async function runBatchOf(loadFlow: LoadFlow, flowPath: string, options: BatchOptions): Promise<BatchResult> {
  const begin = performance.now();
  const path = resolve(options.outdir);
  const format = await LogFormat.of({ ...process.env, ...options.environmentVariables });
  locateFlow(flowPath);
  await checkRequest(path, options);
  const record = { flow: resolve(flowPath), ...requestOf(options) };
  const ended = options.resume === true ? await EndedLines.setAside(path) : undefined;
  const folder = new RunFolder(path);
  folder.writeRecord({ ...record, status: 'Running' });
  const log = new LogFile(folder.file('logs'), format);
  const batch = new Batch(loadFlow, options, folder, { log, format }, ended);
  try {
    const outcome = await batch.run(flowPath);
    folder.finish(outcome.exact.metrics);
    if (outcome.error !== undefined) await writeRunError(path, outcome.error, batch.aggregationError);
    // What a canceled run did not come to may be among the ended lines still.
    if (outcome.status === 'Completed') ended?.discard();
    folder.writeRecord({ ...record, status: outcome.status });
    return { ...outcome, folder: path, durationMs: Math.round(performance.now() - begin) };
  } finally {
    log.close();
  }
}

type Outcome = Omit<BatchResult, 'folder' | 'durationMs'>;

interface Logging {
  readonly log: LogFile;
  readonly format: LogFormat;
}

class Batch {
  private lines: BatchLines | undefined;
  private aggregation: Aggregation | undefined;

  constructor(
    private readonly loadFlow: LoadFlow,
    private readonly options: BatchOptions,
    private readonly folder: RunFolder,
    private readonly logging: Logging,
    private readonly ended: EndedLines | undefined,
  ) {}

  async run(flowPath: string): Promise<Outcome> {
    try {
      await this.runLines(flowPath);
    } catch (thrown) {
      const error = asLineError(FlowError.from(thrown));
      this.logging.log.write('ERROR', error.message);
      return this.outcome('Failed', error);
    }
    if (this.options.signal?.aborted === true) return this.outcome('Canceled', undefined);
    const timedOut = this.lines?.timeoutError;
    return timedOut === undefined
      ? this.outcome('Completed', this.firstError())
      : this.outcome('Failed', asLineError(timedOut));
  }

  get aggregationError(): LineError | undefined {
    return this.aggregation?.error && asLineError(this.aggregation.error);
  }

  private readonly emit: BatchEventHandler = (event) => {
    if (event.type === 'line-ended') this.logging.log.lineEnded(event.lineNumber);
    else if (event.type !== 'batch-started') this.logging.log.event(event);
    this.options.onEvent?.(event);
  };

  private async runLines(flowPath: string): Promise<void> {
    const { data = [], runFolder, mapping = {}, lines: limit, signal } = this.options;
    const loadOptions = loadOptionsOf(this.options);
    const loading = this.loadFlow(flowPath, { ...loadOptions, onEvent: this.emit });
    const [loaded, opened] = await Promise.allSettled([loading, Sources.open(data, runFolder, { mapping, limit })]);
    if (loaded.status === 'rejected') throw loaded.reason;
    const flow = loaded.value;
    const traces = await openTraces({ file: this.folder.file('traces'), mask: flow.mask, onEvent: this.emit });
    const snapshot = this.snapshot(flowPath, flow);
    const { path } = this.folder;
    const artifacts =
      this.options.artifacts === true ? new Artifacts(path, basename(path), flow, this.logging.format) : undefined;
    let lanes: Lanes | undefined;
    try {
      if (opened.status === 'rejected') throw opened.reason;
      const sources = opened.value;
      checkLines(flow, sources);
      const mapper = Mapper.of(mapping, flow.definition.inputs, sources.columns);
      const given = this.options.environmentVariables ?? {};
      const settings = batchSettings(flow.definition, given, this.options);
      const { concurrency, warnings } = settings;
      for (const message of warnings) this.emit({ type: 'warning', message });
      const processes = Math.min(settings.workers, sources.size, concurrency);
      lanes = new Lanes(flow, () => this.loadFlow(flowPath, loadOptions), flow.usesPython ? processes : 1, concurrency);
      this.lines = new BatchLines({
        ...{ flow, lanes, sources, mapper, settings, concurrency, signal, traces, emit: this.emit, ended: this.ended },
        imageFolder: { folder: this.folder.imageFolder, shownAs: this.folder.imageFolder },
        write: (line) => this.folder.write(line),
        artifacts,
      });
      await this.lines.run();
      if (flow.aggregation !== 'none' && !this.lines.stopped) await this.aggregate(flow, this.lines, traces, artifacts);
    } finally {
      await snapshot;
      await (lanes ?? flow).close();
      await traces.close();
    }
  }

  private async snapshot(flowPath: string, flow: Flow): Promise<void> {
    try {
      await writeSnapshot(flowPath, flow, this.options.variants ?? {}, this.folder.file('snapshot'));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.emit({ type: 'warning', message: `The run keeps no snapshot of the flow: ${reason}` });
    }
  }

  private async aggregate(
    flow: Flow,
    lines: BatchLines,
    traces: Traces,
    artifacts: Artifacts | undefined,
  ): Promise<void> {
    const records = artifacts?.aggregation();
    const { signal } = this.options;
    const trace = traces.begin({ flow: flow.name });
    this.aggregation = await flow.aggregate(lines.forAggregation(), {
      shows: records !== undefined,
      onEvent: (event) => {
        trace.onEvent(event);
        records?.onEvent(event);
        this.emit(event);
      },
      ...(signal === undefined ? {} : { signal }),
    });
    const { outputs, tokens, error } = this.aggregation;
    await records?.writeNodes(this.aggregationError);
    trace.end({
      status: error === undefined ? 'Completed' : 'Failed',
      outputs: Object.fromEntries(outputs),
      tokens,
      ...(error === undefined ? {} : { error: asLineError(error) }),
    });
  }

  private firstError(): LineError | undefined {
    const error = this.lines?.error ?? this.aggregationError;
    if (error !== undefined) this.logging.log.write('ERROR', error.message);
    return error;
  }

  private outcome(status: BatchStatus, error: LineError | undefined): Outcome {
    return {
      status,
      lines: this.lines?.counts ?? { total: 0, completed: 0, failed: 0, reused: 0 },
      ...plainAggregation(this.aggregation, this.lines?.tokens),
      ...(error === undefined ? {} : { error }),
    };
  }
}

function checkLines(flow: Flow, sources: Sources): void {
  if (flow.definition.inputs.size === 0) {
    throw new FlowError('InputNotFound', 'The input for flow cannot be empty in batch mode. Declare an input.');
  }
  sources.check();
}
