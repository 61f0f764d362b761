import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ExperimentResult } from '../../experiments';
import { readScoreColumns } from '../../experiments/scores/score-columns';
import { scoreOfMetric } from '../../experiments/scores/score-of-metric';

/** For each gate's metric the line score, `<evaluation>.<output>`, of which it is the mean; others are left out. */
export async function scoresOfMetrics({ runs, gates }: ExperimentResult): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const gate of new Set(gates.map((one) => one.gate))) {
    const dot = gate.indexOf('.');
    const evaluation = gate.slice(0, dot);
    const measured = [];
    for (const { metrics, evaluations } of runs) {
      const value = metrics[gate];
      const folder = evaluations[evaluation]?.folder;
      if (value === undefined || folder === undefined || !existsSync(join(folder, 'details.jsonl'))) continue;
      measured.push({ value, columns: await readScoreColumns(folder) });
    }
    const score = scoreOfMetric(gate.slice(dot + 1), measured);
    if (score !== undefined) found[gate] = `${evaluation}.${score}`;
  }
  return found;
}
