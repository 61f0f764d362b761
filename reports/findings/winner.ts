import { type ExperimentResult, type RunSummary } from '../../experiments';
import { type Direction } from '../types';
import { gain, gateMetrics } from './directions';

/** Which run is best on a dataset, by the metrics of the gates. */
export interface Winner {
  readonly dataset: string;
  /** Ids of the best runs: several where nothing tells them apart, none where no gate's metric was logged. */
  readonly runs: readonly string[];
  /** The gate's metric that decided; absent without a winner. */
  readonly metric?: string;
  readonly value?: number;
  /** Labels of runs whose interval of that metric overlaps the winner's: chance may have decided. */
  readonly overlapping: readonly string[];
  /** In one sentence. */
  readonly verdict: string;
}

/**
 * The best run on each dataset. The first gate's metric decides; where runs are equal in it, the next one does.
 * Runs that did not complete take no part.
 */
export function winners(
  { runs, gates }: ExperimentResult,
  better: Readonly<Record<string, Direction>>,
): readonly Winner[] {
  const datasets = [...new Set(runs.map(({ dataset }) => dataset.name))];
  return datasets.map((dataset) => {
    const own = runs.filter((run) => run.dataset.name === dataset);
    return winnerOf(dataset, own, gateMetrics(gates, dataset), better);
  });
}

function winnerOf(
  dataset: string,
  runs: readonly RunSummary[],
  metrics: readonly string[],
  better: Readonly<Record<string, Direction>>,
): Winner {
  const none = { dataset, runs: [], overlapping: [] };
  if (metrics.length === 0) return { ...none, verdict: 'No gate says which metric decides.' };
  let best = runs.filter(
    (run) => run.status === 'Completed' && metrics.some((name) => run.metrics[name] !== undefined),
  );
  const others = best;
  if (best.length === 0) return { ...none, verdict: `No run has a value of ${metrics.join(', ')}.` };
  let metric: string | undefined;
  for (const name of metrics) {
    const measured = best.flatMap((run) => run.metrics[name] ?? []);
    const top = better[name] === 'lower' ? Math.min(...measured) : Math.max(...measured);
    if (measured.length === 0) continue;
    const left = best.filter((run) => run.metrics[name] === top);
    if (metric === undefined || left.length < best.length) metric = name;
    best = left;
    if (best.length === 1) break;
  }
  const name = metric ?? metrics[0] ?? '';
  const [first] = best;
  const value = first?.metrics[name];
  if (first === undefined || value === undefined) return { ...none, verdict: 'No run completed.' };
  const overlapping = others
    .filter((run) => !best.includes(run) && overlap(first, run, name))
    .map(({ label }) => label);
  return {
    dataset,
    runs: best.map(({ id }) => id),
    metric: name,
    value,
    overlapping,
    verdict: verdictOf(best, others, overlapping, name, better[name]),
  };
}

function overlap(one: RunSummary, other: RunSummary, metric: string): boolean {
  const [a, b] = [one.intervals[metric], other.intervals[metric]];
  return a !== undefined && b !== undefined && a[0] <= b[1] && b[0] <= a[1];
}

function verdictOf(
  best: readonly RunSummary[],
  all: readonly RunSummary[],
  overlapping: readonly string[],
  metric: string,
  better: Direction | undefined,
): string {
  const names = best.map(({ label }) => label).join(' = ');
  if (all.length === 1) return `${names} is the only run.`;
  if (best.length === all.length) return 'A tie: all runs are equal in what the gates measure.';
  if (best.length > 1) return `A tie of ${names}.`;
  const next = all
    .filter((run) => run !== best[0])
    .flatMap((run) => run.metrics[metric] ?? [])
    .sort((one, other) => gain(better, other, one))[0];
  const own = best[0]?.metrics[metric];
  const ahead = next === undefined || own === undefined ? '' : ` by ${figure(gain(better, own, next))}`;
  if (overlapping.length === 0) return `${names} leads in ${metric}${ahead}.`;
  return `${names} leads in ${metric}${ahead}, but not clearly: its 95 % interval overlaps that of ${listed(overlapping)}.`;
}

function listed(labels: readonly string[]): string {
  const shown = labels.slice(0, 3).join('; ');
  return labels.length > 3 ? `${shown} and ${labels.length - 3} more` : shown;
}

/** Four significant digits. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
