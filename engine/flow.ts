import type { Aggregation, AggregatedLine, AggregationOptions } from './batch/aggregation';
import type { FlowError, Fault } from './error';
import type { FlowEventHandler, NodeStatus, TokenUsage } from './event';
import type { ImageFolder } from './images/write';
import type { FlowInterface } from './load/definition';
import type { Value } from './values/value';

/** A loaded flow of any kind. Runs may overlap. Close it when done: it may hold a Python process and a temporary folder. */
export interface Flow {
  readonly name: string;
  /** Absolute path of the flow's folder. */
  readonly folder: string;
  readonly definition: FlowInterface;
  /** Whether lines run in a Python process, of which more than one make use of more processors. */
  readonly usesPython: boolean;
  /** Whether lines are aggregated: at the end of a batch only, or after a single run as well. */
  readonly aggregation: 'none' | 'batch' | 'always';
  /** Takes the secrets of the flow's connections out of a text that is to be shown. */
  readonly mask: (text: string) => string;

  /** Runs the flow once, without the aggregation, which belongs to a whole batch. */
  run(inputs: Readonly<Record<string, unknown>>, options?: RunOptions): Promise<LineResult>;
  /** Runs the flow once, and keeps what `aggregate` takes, unless outputs are streamed. */
  execute(inputs: ReadonlyMap<string, unknown>, options?: RunOptions): Promise<LineRun>;
  /** Aggregates lines that succeeded. What fails is told in the result. */
  aggregate(lines: readonly AggregatedLine[], options?: AggregationOptions): Promise<Aggregation>;
  /**
   * Whether runs can go on, asked after one that took too long. False where it kept the Python process from going on: that
   * is ended, what else ran in it fails, and later runs have a new one.
   */
  answers(): Promise<boolean>;
  /** Ends the Python process and removes temporary files. Runs under way fail. */
  close(): Promise<void>;
}

export interface RunOptions {
  /** Aborts the run: what has not ended is canceled. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the run fails with LineExecutionTimeoutError. Default: no limit. */
  readonly timeoutMs?: number;
  /**
   * Gives the outputs that models and generators make piece by piece as `AsyncIterable<string>`, which may be read after
   * the run and whose reading may fail. Whoever stops reading must return the iterator. Default: they are joined.
   */
  readonly stream?: boolean;
  /**
   * Folder that relative paths of images in the given inputs start from; null where the inputs come from another
   * machine, and may name no files of this one. Default: the flow's.
   */
  readonly inputFolder?: string | null;
  /** Where images of the outputs are written. Default: they stay in the outputs, in base64. */
  readonly imageFolder?: ImageFolder;
  readonly onEvent?: FlowEventHandler;
  /** Whether events show objects of Python as files do: by their `repr()`. Default: they have handles of them. */
  readonly shows?: boolean;
  /** Number of the line in its dataset, from 0, for errors and events. Absent when a request is served. */
  readonly lineNumber?: number;
}

/** What one run of a flow gave. A failed run is a result, too. */
export interface LineResult {
  readonly status: 'Completed' | 'Failed';
  /** Plain data by output name, streamed outputs as `AsyncIterable<string>`; empty when the run failed. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Name of the one output of a flow that returned a value instead of outputs by name: endpoints answer it as it is. */
  readonly single?: string;
  /** Status of each node that was decided on. */
  readonly nodes: Readonly<Record<string, NodeStatus>>;
  readonly error?: LineError;
  readonly tokens: TokenUsage;
  readonly durationMs: number;
}

/** One run of a flow: its result, and its values as the flow has them, with ints and floats kept apart. */
export interface LineRun extends AggregatedLine {
  readonly result: LineResult;
  /** Empty when the run failed. */
  readonly outputs: ReadonlyMap<string, Value>;
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

/** An error as results show it. */
export function describe({ code, message, node, fault, traceback }: FlowError): LineError {
  return {
    code,
    message,
    ...(node === undefined ? {} : { node }),
    fault,
    ...(traceback === undefined ? {} : { traceback }),
  };
}
