import type { FlowError } from '../error';
import { addTokens, noTokens, type FlowEvent, type NodeStatus, type TokenUsage } from '../event';
import type { LineError } from '../flow';
import { toPlain } from '../values/plain';
import type { Value } from '../values/value';
import type { Aggregation } from './aggregation';
import type { BatchStatus } from './run-files';

/** What a batch gave. Its lines are in its folder: `readBatchLines` reads them one by one. */
export interface BatchResult {
  /**
   * `Completed` also with lines that failed, or a failed aggregation; `Failed` where the batch as such could not be
   * carried out; `Canceled` where it was interrupted, and can be resumed.
   */
  readonly status: BatchStatus;
  /** Absolute path of the run's folder. */
  readonly folder: string;
  readonly lines: LineCounts;
  /** What aggregation nodes logged. */
  readonly metrics: Readonly<Record<string, unknown>>;
  /** Outputs of aggregation nodes by their names, as plain data. */
  readonly aggregation: Readonly<Record<string, unknown>>;
  /** Both with ints and floats kept apart, and no int rounded. */
  readonly exact: ExactAggregation;
  readonly tokens: TokenUsage;
  readonly durationMs: number;
  /** Why the batch failed, or the first error of a line or of the aggregation. */
  readonly error?: LineError;
}

export interface ExactAggregation {
  readonly metrics: ReadonlyMap<string, Value>;
  readonly aggregation: ReadonlyMap<string, Value>;
}

export interface LineCounts {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  /** Completed lines that an interrupted run had ended already; part of `completed`. */
  readonly reused: number;
}

/** One line of a batch, as plain data. */
export interface BatchLine {
  readonly lineNumber: number;
  readonly status: 'Completed' | 'Failed';
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly nodes: Readonly<Record<string, NodeStatus>>;
  readonly error?: LineError;
  readonly tokens: TokenUsage;
  readonly durationMs: number;
}

/** Events of the flow and of the batch itself. */
export type BatchEvent =
  | FlowEvent
  | { readonly type: 'batch-started'; readonly total: number }
  | {
      readonly type: 'line-ended';
      readonly lineNumber: number;
      readonly status: 'Completed' | 'Failed';
      readonly done: number;
      readonly total: number;
      readonly failed: number;
      readonly reused: number;
    };

export type BatchEventHandler = (event: BatchEvent) => void;

/** An error as results tell it. */
export function asLineError({ code, message, node, fault, traceback }: FlowError): LineError {
  const place = node === undefined ? {} : { node };
  return { code, message, ...place, fault, ...(traceback === undefined ? {} : { traceback }) };
}

/** What the aggregation adds to a result. */
export function plainAggregation(
  aggregation: Aggregation | undefined,
  tokens: TokenUsage = noTokens,
): Pick<BatchResult, 'metrics' | 'aggregation' | 'exact' | 'tokens'> {
  const { metrics, outputs, tokens: more = noTokens } = aggregation ?? { metrics: new Map(), outputs: new Map() };
  return {
    metrics: toPlain(metrics) as Record<string, unknown>,
    aggregation: toPlain(outputs) as Record<string, unknown>,
    exact: { metrics, aggregation: outputs },
    tokens: addTokens(tokens, more),
  };
}
