import { FlowError, type Fault } from './error';
import { noTokens, type FlowEventHandler, type NodeStatus, type TokenUsage } from './event';
import { prepareInputs } from './conversion/flow-inputs';
import type { FlowDefinition, OutputDefinition } from './load/definition';
import type { WorkingFolder } from './load/includes';
import type { ExecutableNode } from './nodes/executable';
import type { PythonHost } from './nodes/python/host';
import { Line } from './schedule/line';
import { fromPlain, toPlain } from './values/plain';

export interface RunOptions {
  /** Aborts the run: what has not ended is canceled. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the run fails with LineExecutionTimeoutError. Default: no limit. */
  readonly timeoutMs?: number;
  readonly onEvent?: FlowEventHandler;
  /** Number of the line in its dataset, from 0, for errors and events. Absent when a request is served. */
  readonly lineNumber?: number;
}

/** What one run of a flow gave. A failed run is a result, too. */
export interface LineResult {
  readonly status: 'Completed' | 'Failed';
  /** Plain data by output name; empty when the run failed. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Status of each node that was decided on. */
  readonly nodes: Readonly<Record<string, NodeStatus>>;
  readonly error?: LineError;
  readonly tokens: TokenUsage;
  readonly durationMs: number;
}

export interface LineError {
  /** Name of prompt flow's class for this error, such as `ToolExecutionError`. */
  readonly code: string;
  readonly message: string;
  /** Node at fault, unless it is the flow's inputs or outputs. */
  readonly node?: string;
  /** Whose mistake it is: serving answers 400 for `user` and 500 for `system`. */
  readonly fault: Fault;
  /** Traceback of the Python code that failed. */
  readonly traceback?: string;
}

interface FlowParts {
  readonly definition: FlowDefinition;
  readonly folder: string;
  readonly working: WorkingFolder;
  readonly nodes: readonly ExecutableNode[];
  /** The outputs that a run can give. */
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
  readonly host: PythonHost;
  readonly concurrency: number;
}

/** A loaded flow. Runs may overlap. Close it when done: it holds a Python process and perhaps a temporary folder. */
export class Flow {
  readonly name: string;
  /** Absolute path of the flow's folder. */
  readonly folder: string;
  readonly definition: FlowDefinition;

  /** Use `loadFlow`. */
  constructor(private readonly parts: FlowParts) {
    this.name = parts.definition.name;
    this.folder = parts.folder;
    this.definition = parts.definition;
  }

  /** Runs the flow once. Aggregation nodes do not run: they belong to a whole batch. */
  async run(inputs: Readonly<Record<string, unknown>>, options: RunOptions = {}): Promise<LineResult> {
    const begin = performance.now();
    let line: Line | undefined;
    const result = (outcome: Pick<LineResult, 'status' | 'outputs' | 'error'>): LineResult => ({
      ...outcome,
      nodes: Object.fromEntries(line?.statuses ?? []),
      tokens: line?.tokens ?? noTokens,
      durationMs: performance.now() - begin,
    });
    const cancellation = new Cancellation(options);
    try {
      const given = new Map(Object.entries(inputs).map(([name, value]) => [name, fromPlain(value)]));
      line = new Line({
        nodes: this.parts.nodes,
        outputs: this.parts.outputs,
        inputs: prepareInputs(this.definition.inputs, given, options.lineNumber),
        host: this.parts.host,
        concurrency: this.parts.concurrency,
        lineNumber: options.lineNumber,
        signal: cancellation.signal,
        emit: options.onEvent ?? (() => undefined),
      });
      const outputs = await line.run();
      return result({ status: 'Completed', outputs: toPlain(outputs) as Record<string, unknown> });
    } catch (error) {
      return result({ status: 'Failed', outputs: {}, error: describe(FlowError.from(error)) });
    } finally {
      cancellation.end();
    }
  }

  /** Ends the Python process and removes temporary files. Runs under way fail. */
  async close(): Promise<void> {
    await this.parts.host.close();
    await this.parts.working.remove();
  }
}

/** A signal that aborts with a `FlowError` when the caller's does, or when time is up. */
class Cancellation {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly onAbort = (): void => {
    const reason: unknown = this.options.signal?.reason;
    const text = reason instanceof Error ? reason.message : String(reason);
    this.controller.abort(new FlowError('LineCanceledError', `The run was canceled: ${text}`, { cause: reason }));
  };

  constructor(private readonly options: RunOptions) {
    const { signal, timeoutMs } = options;
    if (signal?.aborted) this.onAbort();
    signal?.addEventListener('abort', this.onAbort);
    if (timeoutMs !== undefined) this.timer = setTimeout(() => this.expire(timeoutMs), timeoutMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  end(): void {
    clearTimeout(this.timer);
    this.options.signal?.removeEventListener('abort', this.onAbort);
  }

  private expire(timeoutMs: number): void {
    const line = this.options.lineNumber === undefined ? 'Line' : `Line ${this.options.lineNumber}`;
    const message = `${line} execution timeout for exceeding ${timeoutMs / 1000} seconds`;
    this.controller.abort(new FlowError('LineExecutionTimeoutError', message));
  }
}

function describe({ code, message, node, fault, traceback }: FlowError): LineError {
  return {
    code,
    message,
    ...(node === undefined ? {} : { node }),
    fault,
    ...(traceback === undefined ? {} : { traceback }),
  };
}
