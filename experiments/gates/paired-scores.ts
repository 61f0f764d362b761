import { readBatchLines } from '../../engine';
import { readScoreColumns, type ScoreColumn } from '../scores/score-columns';
import { scoreOfMetric } from '../scores/score-of-metric';
import { type RunSummary } from '../types';

export type ScorePair = readonly [candidate: number, current: number];

/**
 * Line by line, the score of which a metric is the mean, in two runs. Lines pair by their numbers. Where the runs were
 * given other inputs on one of them, the dataset has changed in between, and numbers say nothing.
 * @returns pairs of the lines that both judged, or why there are none
 */
export async function pairScores(
  evaluation: string,
  metric: string,
  candidate: RunSummary,
  current: RunSummary,
): Promise<readonly ScorePair[] | 'no-score' | 'other-lines'> {
  const runs = [candidate, current];
  const folders = runs.flatMap((run) => run.evaluations[evaluation]?.folder ?? []);
  const columns = await Promise.all(folders.map(readScoreColumns));
  const measured = runs.flatMap((run, index) => {
    const value = run.metrics[`${evaluation}.${metric}`];
    const own = columns[index];
    return value === undefined || own === undefined ? [] : [{ value, columns: own }];
  });
  if (measured.length < runs.length) return 'no-score';
  const score = scoreOfMetric(metric, measured);
  if (score === undefined) return 'no-score';
  if (!(await haveSameLines(candidate.folder, current.folder))) return 'other-lines';
  const [ours, theirs] = measured.map((run) => byLine(run.columns.get(score)));
  return [...(ours ?? [])].flatMap(([line, value]) => {
    const other = theirs?.get(line);
    return other === undefined ? [] : [[value, other] as const];
  });
}

function byLine(column: ScoreColumn | undefined): ReadonlyMap<number, number> {
  return new Map(column?.lines.map((line, index) => [line, column.values[index] ?? 0]));
}

type Inputs = Readonly<Record<string, unknown>>;

/** Whether lines of the same number had the same inputs, as far as the flows' inputs have the same names. */
async function haveSameLines(folder: string, otherFolder: string): Promise<boolean> {
  const others = new Map<number, Inputs>();
  for await (const { lineNumber, inputs } of readBatchLines(otherFolder)) others.set(lineNumber, inputs);
  for await (const { lineNumber, inputs } of readBatchLines(folder)) {
    const other = others.get(lineNumber);
    if (other !== undefined && !agree(inputs, other)) return false;
  }
  return true;
}

function agree(one: Inputs, other: Inputs): boolean {
  return Object.keys(one).every(
    (name) => !(name in other) || JSON.stringify(one[name]) === JSON.stringify(other[name]),
  );
}
