import { readBatchLines } from '../../engine';
import { readScoreColumns, type ScoreColumn } from '../scores/score-columns';
import { scoreOfMetric } from '../scores/score-of-metric';
import { type RunSummary } from '../types';

/** Scores of the lines that two runs share. */
export interface PairedScores {
  readonly pairs: readonly (readonly [candidate: number, current: number])[];
}

/**
 * Line by line, the score of which a metric is the mean, in two runs. Absent where it is the mean of none. Lines pair by
 * their numbers, unless the runs were given different inputs there: then the dataset has changed in between.
 */
export async function pairScores(
  evaluation: string,
  metric: string,
  candidate: RunSummary,
  current: RunSummary,
): Promise<PairedScores | undefined> {
  const runs = [candidate, current];
  const folders = runs.flatMap((run) => run.evaluations[evaluation]?.folder ?? []);
  const columns = await Promise.all(folders.map(readScoreColumns));
  const measured = runs.flatMap((run, index) => {
    const value = run.metrics[`${evaluation}.${metric}`];
    const own = columns[index];
    return value === undefined || own === undefined ? [] : [{ value, columns: own }];
  });
  if (measured.length < runs.length) return undefined;
  const score = scoreOfMetric(metric, measured);
  if (score === undefined) return undefined;
  const [ours, theirs] = measured.map((run) => byLine(run.columns.get(score)));
  const same = await sameLines(candidate.folder, current.folder);
  const lines = [...(ours ?? [])].filter(([line]) => same.has(line));
  return {
    pairs: lines.flatMap(([line, value]) => {
      const other = theirs?.get(line);
      return other === undefined ? [] : [[value, other] as const];
    }),
  };
}

function byLine(column: ScoreColumn | undefined): ReadonlyMap<number, number> {
  return new Map(column?.lines.map((line, index) => [line, column.values[index] ?? 0]));
}

type Inputs = Readonly<Record<string, unknown>>;

/** Lines of which both runs were given the same, as far as the flows' inputs have the same names. */
async function sameLines(folder: string, otherFolder: string): Promise<ReadonlySet<number>> {
  const others = new Map<number, Inputs>();
  for await (const { lineNumber, inputs } of readBatchLines(otherFolder)) others.set(lineNumber, inputs);
  const same = new Set<number>();
  for await (const { lineNumber, inputs } of readBatchLines(folder)) {
    const other = others.get(lineNumber);
    if (other !== undefined && agree(inputs, other)) same.add(lineNumber);
  }
  return same;
}

function agree(one: Inputs, other: Inputs): boolean {
  return Object.keys(one).every(
    (name) => !(name in other) || JSON.stringify(one[name]) === JSON.stringify(other[name]),
  );
}
