import { type ExperimentResult } from '../../experiments';
import { distinct, RunColumns } from './run-columns';
import { writeCsv } from './write-csv';

/** `metrics.csv`: one row a run, with each metric and its interval. */
export async function writeMetrics(
  file: string,
  results: readonly ExperimentResult[],
  signal?: AbortSignal,
): Promise<void> {
  const ofRun = new RunColumns(results);
  const runs = results.flatMap((result) => result.runs.map((run) => ({ result, run })));
  const metrics = distinct(runs.flatMap(({ run }) => Object.keys(run.metrics)));
  const columns = [
    ...ofRun.names,
    ...['status', 'error_code', 'error_message', 'reused', 'lines', 'completed', 'failed'],
    ...['duration_ms', 'latency_p50_ms', 'latency_p95_ms', 'prompt_tokens', 'completion_tokens', 'total_tokens'],
    ...metrics.flatMap((name) => [`metrics.${name}`, `metrics.${name}.low`, `metrics.${name}.high`]),
  ];
  const rows = runs.map(({ result, run }) => [
    ...ofRun.cells(result, run),
    ...[run.status, run.error?.code, run.error?.message, run.reused],
    ...[run.lines.total, run.lines.completed, run.lines.failed],
    ...[run.durationMs, run.latencyMs.p50, run.latencyMs.p95],
    ...[run.tokens.prompt, run.tokens.completion, run.tokens.total],
    ...metrics.flatMap((name) => [run.metrics[name], ...(run.intervals[name] ?? [undefined, undefined])]),
  ]);
  await writeCsv(file, columns, rows, signal);
}
