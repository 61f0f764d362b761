import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRunLines } from '../lines/read-lines';
import { type ExperimentResult } from '../types';
import { answerDigest, answerKey, type Label } from './label';
import { labelsFile } from './label-file';
import { readLabels } from './label-log';

/** How people judged the answers of a flow. */
export interface LabelSummary {
  /** Answers with a label. */
  readonly judged: number;
  /** Those that were right as they were. */
  readonly accepted: number;
  readonly rejected: number;
  readonly corrected: number;
  /** Share of the judged answers that was accepted; 0 where none was judged. */
  readonly acceptedShare: number;
}

/** Counts the labels of a flow's content. */
export function labelSummary(labels: readonly Label[], flowHash: string): LabelSummary {
  const verdicts = labels.filter((label) => label.flowHash === flowHash).map(({ verdict }) => verdict);
  const count = (verdict: Label['verdict']): number => verdicts.filter((one) => one === verdict).length;
  const judged = verdicts.length;
  const accepted = count('accept');
  return {
    judged,
    accepted,
    rejected: count('reject'),
    corrected: count('correct'),
    acceptedShare: judged === 0 ? 0 : accepted / judged,
  };
}

/**
 * How people judged what a release would answer: the runs with default variants. Labels of answers that are not in the
 * result any more, such as those of a run that was made again, do not count.
 * @param folder the experiment's, with its labels
 */
export async function releaseLabels(folder: string, result: ExperimentResult): Promise<LabelSummary> {
  const { flowHash } = result;
  const labels = new Map((await readLabels(labelsFile(folder))).map((label) => [answerKey(label), label]));
  const holding: Label[] = [];
  for (const { id, dataset, folder: run } of result.runs.filter(({ isDefault }) => isDefault)) {
    if (labels.size === 0 || !existsSync(join(run, 'details.jsonl'))) continue;
    for await (const line of readRunLines(run)) {
      const answer = { run: id, line: line.line, flowHash, dataset: dataset.name, answer: answerDigest(line) };
      const label = labels.get(answerKey(answer));
      if (label !== undefined) holding.push(label);
    }
  }
  return labelSummary(holding, flowHash);
}
