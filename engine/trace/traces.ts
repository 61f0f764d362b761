import type { FlowEventHandler } from '../event';
import type { Flow, LineResult, LineRun, RunOptions } from '../flow';
import type { TraceParent } from './caller';
import { capturesContent, isCollectorConfigured, isTracingDisabled } from './configuration';
import { LineTrace, type LineTraceOptions } from './line-trace';
import { endingWithStreams } from './streamed-run';
import { TraceFile } from './file';
import type { Collector } from './collector';
import { newSpanId, newTraceId, now, type Span } from './span';

export interface TracesOptions {
  /** File to append to, a line of OTLP JSON for each run. Its folder is made. Default: none is written. */
  readonly file?: string;
  /** Takes secrets out of texts. Default: they are kept as they are. */
  readonly mask?: (text: string) => string;
  /**
   * Whether inputs and outputs are in a trace, and not only their sizes. Default: only where
   * OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT is true.
   */
  readonly content?: boolean;
  /** Hears, as warnings, what could not be kept or sent. */
  readonly onEvent?: FlowEventHandler;
}

/**
 * Keeps traces of runs: in a file, and at the collector that OTEL_EXPORTER_OTLP_ENDPOINT names, if it is set. A
 * trace that cannot be kept costs a warning, and no run.
 */
export async function openTraces(options: TracesOptions = {}): Promise<Traces> {
  const warn = (message: string): void => options.onEvent?.({ type: 'warning', message });
  const file = await openFile(options.file, warn);
  const { mask = (text: string) => text, content = capturesContent() } = options;
  return new Traces({ file, collector: await openCollector(warn), mask, content, warn });
}

interface Parts {
  readonly file: TraceFile | undefined;
  readonly collector: Collector | undefined;
  readonly mask: (text: string) => string;
  readonly content: boolean;
  readonly warn: (message: string) => void;
}

/** Who asked for a run, and what to say of it. */
export type TraceOrigin = Pick<LineTraceOptions, 'parent' | 'attributes'>;

/** Where runs leave their traces. Close it, or the last of them are lost. */
export class Traces {
  private writing: Promise<void> = Promise.resolve();

  /** Use `openTraces`. */
  constructor(private readonly parts: Parts) {}

  /** Runs a flow once, as `flow.run` does, and keeps its trace. */
  async run(flow: Flow, inputs: Readonly<Record<string, unknown>>, options: RunOptions = {}): Promise<LineResult> {
    return (await this.execute(flow, inputs, options)).result;
  }

  /** Runs a flow once, as `flow.execute` does, and keeps its trace. */
  async execute(
    flow: Flow,
    inputs: Readonly<Record<string, unknown>>,
    options: RunOptions = {},
    origin: TraceOrigin = {},
  ): Promise<LineRun> {
    const trace = this.begin({ flow: flow.name, inputs, lineNumber: options.lineNumber, ...origin });
    const onEvent: FlowEventHandler = (event) => {
      trace.onEvent(event);
      options.onEvent?.(event);
    };
    const run = await flow.execute(new Map(Object.entries(inputs)), { ...options, onEvent });
    const streamed = endingWithStreams(run, trace);
    if (streamed !== undefined) return streamed;
    trace.end(run.result);
    await this.settled();
    return run;
  }

  /** Keeps something that took no time, such as a caller's opinion of an answer, as a span. */
  mark(name: string, { parent, attributes = {} }: TraceOrigin): void {
    const time = now();
    const span: Span = {
      traceId: parent?.traceId ?? newTraceId(),
      spanId: newSpanId(),
      ...(parent === undefined ? {} : { parentSpanId: parent.spanId }),
      name,
      kind: 'internal',
      start: time,
      end: time,
      attributes,
      events: [],
      status: { code: 'unset' },
    };
    this.keep([span], parent);
  }

  /** Resolves when more traces can be kept without filling the memory: the disk may be slower than the flows. */
  async settled(): Promise<void> {
    await this.writing;
  }

  /** Begins the trace of a run that is started elsewhere: give it the run's events, then its result. */
  begin(options: Pick<LineTraceOptions, 'flow' | 'inputs' | 'lineNumber' | keyof TraceOrigin>): LineTrace {
    const { mask, content } = this.parts;
    return new LineTrace({ ...options, mask, content, onEnd: (spans) => this.keep(spans, options.parent) });
  }

  /** Writes and sends what is left. What cannot be is reported, and is no reason to fail. */
  async close(): Promise<void> {
    const { file, collector, warn } = this.parts;
    const failure = await file?.close();
    if (failure !== undefined) warn(notWritten(failure));
    await collector?.close();
  }

  private keep(spans: readonly Span[], parent: TraceParent | undefined): void {
    const { file, collector } = this.parts;
    if (parent?.sampled !== false) collector?.send(spans);
    if (file !== undefined) this.writing = file.append(spans);
  }
}

async function openFile(path: string | undefined, warn: (message: string) => void): Promise<TraceFile | undefined> {
  if (path === undefined || isTracingDisabled()) return undefined;
  try {
    return await TraceFile.open(path);
  } catch (error) {
    warn(notWritten(error as Error));
    return undefined;
  }
}

function notWritten(error: Error): string {
  return `Traces could not be written: ${error.message}.`;
}

async function openCollector(warn: (message: string) => void): Promise<Collector | undefined> {
  if (!isCollectorConfigured()) return undefined;
  // The SDK takes longer to load than many a flow runs.
  const { Collector } = await import('./collector');
  let warned = false;
  return Collector.open((error) => {
    if (warned) return;
    warned = true;
    warn(`Traces did not arrive at the collector that OTEL_EXPORTER_OTLP_ENDPOINT names: ${error.message}.`);
  });
}
