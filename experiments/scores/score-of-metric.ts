import { mean } from 'simple-statistics';
import { type ScoreColumns } from './score-columns';

/** A metric in one run, and the scores of its evaluation there. */
export interface MeasuredMetric {
  readonly value: number;
  readonly columns: ScoreColumns;
}

/**
 * The score of which a metric is the mean, in all of the runs: flows do not say how they come to a metric, but a score
 * that has its value by chance in one run has another one in the next. Where several remain, one of the metric's name
 * is taken, else the first. Absent for metrics that are no mean, such as F1.
 */
export function scoreOfMetric(metric: string, runs: readonly MeasuredMetric[]): string | undefined {
  const [first] = runs;
  if (first === undefined) return undefined;
  const found = [...first.columns.keys()].filter((path) => runs.every((run) => isMean(run, path)));
  return found.find((path) => lastName(path) === metric) ?? found[0];
}

/** Also where the flow rounded its metric to four decimals, as evaluation flows like to do. */
function isMean({ value, columns }: MeasuredMetric, path: string): boolean {
  const values = columns.get(path)?.values ?? [];
  if (values.length === 0) return false;
  const distance = Math.abs(value - mean([...values]));
  const isRounded = Math.abs(value * 1e4 - Math.round(value * 1e4)) < 1e-6;
  return distance <= 1e-9 || (isRounded && distance <= 0.5e-4 + 1e-9);
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
