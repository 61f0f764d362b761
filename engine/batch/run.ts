import { loadFlow } from '../load/load-flow';
import type { BatchOptions } from './request';
import type { BatchResult } from './result';
import { runBatchOf } from './run-batch';

/**
 * Runs a flow over every line of a dataset, then its aggregation nodes over the lines that succeeded. Lines that fail
 * are in the result. Rejects with a `FlowError` for what cannot be begun: no data, a folder that holds another run.
 */
export function runBatch(flowPath: string, options: BatchOptions): Promise<BatchResult> {
  return runBatchOf(loadFlow, flowPath, options);
}
