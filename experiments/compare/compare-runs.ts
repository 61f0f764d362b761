import { pairScores } from '../gates/paired-scores';
import { readRunLines } from '../lines/read-lines';
import { readScores } from '../scores/read-scores';
import { differenceInterval, type Interval } from '../statistics/bootstrap';
import { type RunLine, type RunSummary } from '../types';

/** A metric in two runs. */
export interface MetricDifference {
  /** `<evaluation>.<metric>` */
  readonly metric: string;
  readonly one: number;
  readonly other: number;
  /** Of the other run, less that of the one. */
  readonly difference: number;
  /**
   * Interval of the difference by a paired bootstrap over the lines that both runs answered; absent where the metric is
   * not the mean of a score of each line, such as F1.
   */
  readonly interval?: Interval;
  /** Whether the difference is more than chance makes; absent without an interval. */
  readonly decided?: boolean;
}

/** A line that two runs answered differently. */
export interface ChangedLine {
  readonly line: number;
  readonly inputs: RunLine['inputs'];
  readonly one: Pick<RunLine, 'status' | 'outputs' | 'scores'>;
  readonly other: Pick<RunLine, 'status' | 'outputs' | 'scores'>;
}

export interface RunComparison {
  readonly metrics: readonly MetricDifference[];
  readonly changedLines: readonly ChangedLine[];
  /** Lines that both runs have. */
  readonly lines: number;
}

/**
 * What differs between two runs on the same data: metrics, with what chance makes of them, and answers.
 * @param options confidence of the intervals, such as 0.95, which is the default
 * @throws Error for runs on data of different names
 */
export async function compareRuns(
  one: RunSummary,
  other: RunSummary,
  options: { readonly confidence?: number } = {},
): Promise<RunComparison> {
  if (one.dataset.name !== other.dataset.name) {
    const names = `one is on ${one.dataset.name}, the other on ${other.dataset.name}`;
    throw new Error(`Runs on different data cannot be compared line by line: ${names}.`);
  }
  const names = Object.keys(one.metrics).filter((name) => name in other.metrics);
  const metrics = await Promise.all(names.map((name) => difference(name, one, other, options)));
  return { metrics, ...(await changes(one, other)) };
}

async function difference(
  name: string,
  one: RunSummary,
  other: RunSummary,
  options: { readonly confidence?: number },
): Promise<MetricDifference> {
  const before = one.metrics[name] ?? NaN;
  const after = other.metrics[name] ?? NaN;
  const dot = name.indexOf('.');
  const pairs = await pairScores(name.slice(0, dot), name.slice(dot + 1), other, one);
  const interval = typeof pairs === 'string' ? undefined : differenceInterval(pairs, options);
  return {
    metric: name,
    one: before,
    other: after,
    difference: after - before,
    ...(interval !== undefined && { interval, decided: interval[0] > 0 || interval[1] < 0 }),
  };
}

async function changes(one: RunSummary, other: RunSummary): Promise<Pick<RunComparison, 'changedLines' | 'lines'>> {
  const before = new Map<number, RunLine>();
  for await (const line of readRunLines(one.folder, await readScores(one))) before.set(line.line, line);
  const changedLines: ChangedLine[] = [];
  let lines = 0;
  for await (const line of readRunLines(other.folder, await readScores(other))) {
    const earlier = before.get(line.line);
    if (earlier === undefined) continue;
    lines += 1;
    if (answerOf(earlier) === answerOf(line)) continue;
    changedLines.push({ line: line.line, inputs: line.inputs, one: side(earlier), other: side(line) });
  }
  return { changedLines, lines };
}

function answerOf({ status, outputs }: RunLine): string {
  return JSON.stringify([status, Object.entries(outputs).sort(([one], [other]) => (one < other ? -1 : 1))]);
}

function side({ status, outputs, scores }: RunLine): ChangedLine['one'] {
  return { status, outputs, scores };
}
