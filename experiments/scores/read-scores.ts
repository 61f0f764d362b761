import { readBatchLines } from '../../engine';
import { type JsonValue } from '../../model';
import { type RunLine, type RunSummary } from '../types';

/** What the evaluations of a run said of its lines, by `<evaluation>.<output>`; lines that none judged are left out. */
export async function readScores(
  run: Pick<RunSummary, 'evaluations'>,
): Promise<ReadonlyMap<number, RunLine['scores']>> {
  const scores = new Map<number, Record<string, JsonValue>>();
  for (const [name, { folder }] of Object.entries(run.evaluations)) {
    for await (const { lineNumber, status, outputs } of readBatchLines(folder)) {
      if (status !== 'Completed') continue;
      const line = scores.get(lineNumber) ?? {};
      for (const [output, value] of Object.entries(outputs)) line[`${name}.${output}`] = value as JsonValue;
      scores.set(lineNumber, line);
    }
  }
  return scores;
}
