import { readScoreColumns, type ScoreColumns } from '../scores/score-columns';
import { scoreOfMetric } from '../scores/score-of-metric';
import { type Interval, meanInterval } from '../statistics/bootstrap';
import { type RunSummary } from '../types';

type Intervals = Record<string, Interval>;
const none: ScoreColumns = new Map();

/** For each run the intervals of one evaluation's metrics, as far as these are means of what it said of the lines. */
export async function intervalsOf(evaluation: string, runs: readonly RunSummary[]): Promise<readonly Intervals[]> {
  const prefix = `${evaluation}.`;
  const columns = await Promise.all(
    runs.map(async ({ evaluations }) => {
      const folder = evaluations[evaluation]?.folder;
      return folder === undefined ? none : readScoreColumns(folder);
    }),
  );
  const metrics = new Set(runs.flatMap((run) => Object.keys(run.metrics).filter((name) => name.startsWith(prefix))));
  const intervals = runs.map((): Intervals => ({}));
  for (const metric of metrics) {
    const measured = runs.flatMap((run, index) => {
      const value = run.metrics[metric];
      return value === undefined ? [] : [{ value, columns: columns[index] ?? none }];
    });
    const score = scoreOfMetric(metric.slice(prefix.length), measured);
    if (score === undefined) continue;
    for (const [index, own] of intervals.entries()) {
      const interval = meanInterval(columns[index]?.get(score)?.values ?? []);
      if (interval !== undefined && runs[index]?.metrics[metric] !== undefined) own[metric] = interval;
    }
  }
  return intervals;
}
