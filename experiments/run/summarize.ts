import { readRunLines } from '../lines/read-lines';
import { percentile } from '../lines/percentile';
import { type PlannedRun, type RunSummary } from '../types';
import { type Measured } from './kept-run';

/** A run with what its lines come to; evaluations add metrics to it. */
export async function summarize(
  run: PlannedRun,
  folder: string,
  { status, durationMs, tokens, error }: Measured,
  reused: boolean,
): Promise<RunSummary> {
  const lines = { total: 0, completed: 0, failed: 0 };
  const latencies: number[] = [];
  for await (const line of readRunLines(folder)) {
    lines.total += 1;
    if (line.status === 'Completed') {
      lines.completed += 1;
      latencies.push(line.durationMs);
    } else lines.failed += 1;
  }
  return {
    ...run,
    folder,
    reused,
    status,
    ...(error !== undefined && { error: { code: error.code, message: error.message } }),
    lines,
    durationMs,
    latencyMs: { p50: percentile(latencies, 0.5), p95: percentile(latencies, 0.95) },
    tokens: { prompt: tokens.prompt, completion: tokens.completion, total: tokens.total },
    evaluations: {},
    metrics: {},
    intervals: {},
  };
}
