import type { FlowEventHandler } from '../event';
import type { Flow, LineResult, RunOptions } from '../flow';
import { isCollectorConfigured } from './configuration';
import { LineTrace, type LineTraceOptions } from './line-trace';
import { TraceFile } from './file';
import type { Collector } from './collector';
import type { Span } from './span';

export interface TracesOptions {
  /** File to append to, a line of OTLP JSON for each run. Its folder is made. Default: none is written. */
  readonly file?: string;
  /** Takes secrets out of error messages. Default: they are kept as they are. */
  readonly mask?: (text: string) => string;
  /** Hears, as warnings, what could not be kept or sent. */
  readonly onEvent?: FlowEventHandler;
}

/**
 * Keeps traces of runs: in a file, and at the collector that OTEL_EXPORTER_OTLP_ENDPOINT names, if it is set. Values of
 * inputs and outputs are not in a trace, only their sizes. A trace that cannot be kept costs a warning, and no run.
 */
export async function openTraces(options: TracesOptions = {}): Promise<Traces> {
  const warn = (message: string): void => options.onEvent?.({ type: 'warning', message });
  const file = await openFile(options.file, warn);
  return new Traces({ file, collector: await openCollector(warn), mask: options.mask ?? ((text) => text), warn });
}

interface Parts {
  readonly file: TraceFile | undefined;
  readonly collector: Collector | undefined;
  readonly mask: (text: string) => string;
  readonly warn: (message: string) => void;
}

/** Where runs leave their traces. Close it, or the last of them are lost. */
export class Traces {
  private writing: Promise<void> = Promise.resolve();

  /** Use `openTraces`. */
  constructor(private readonly parts: Parts) {}

  /** Runs a flow once, as `flow.run` does, and keeps its trace. */
  async run(flow: Flow, inputs: Readonly<Record<string, unknown>>, options: RunOptions = {}): Promise<LineResult> {
    const trace = this.begin({ flow: flow.name, inputs, lineNumber: options.lineNumber });
    const onEvent: FlowEventHandler = (event) => {
      trace.onEvent(event);
      options.onEvent?.(event);
    };
    const result = await flow.run(inputs, { ...options, onEvent });
    trace.end(result);
    await this.settled();
    return result;
  }

  /** Resolves when more traces can be kept without filling the memory: the disk may be slower than the flows. */
  async settled(): Promise<void> {
    await this.writing;
  }

  /** Begins the trace of a run that is started elsewhere: give it the run's events, then its result. */
  begin(options: Pick<LineTraceOptions, 'flow' | 'inputs' | 'lineNumber'>): LineTrace {
    return new LineTrace({ ...options, mask: this.parts.mask, onEnd: (spans) => this.keep(spans) });
  }

  async close(): Promise<void> {
    const { file, collector, warn } = this.parts;
    const failure = await file?.close();
    if (failure !== undefined) warn(notWritten(failure));
    await collector?.close();
  }

  private keep(spans: readonly Span[]): void {
    const { file, collector } = this.parts;
    collector?.send(spans);
    if (file !== undefined) this.writing = file.append(spans);
  }
}

async function openFile(path: string | undefined, warn: (message: string) => void): Promise<TraceFile | undefined> {
  if (path === undefined) return undefined;
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
