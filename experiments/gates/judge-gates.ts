import { type Gate } from '../../model';
import { type GateResult, type RunSummary } from '../types';
import { judgeComparison } from './comparison';
import { judgeBound } from './fixed-bound';

/**
 * Judges what a release would run, on each dataset, by each bound of each gate.
 * @param runs of the candidate, evaluated; only those with default variants and no parameters are judged
 * @param current the same of the version that is served now; none before the first release
 */
export async function judgeGates(
  gates: readonly Gate[],
  runs: readonly RunSummary[],
  current: readonly RunSummary[] = [],
): Promise<readonly GateResult[]> {
  const results: GateResult[] = [];
  for (const gate of gates) {
    for (const run of runs.filter(({ isDefault }) => isDefault)) {
      const { min, max, notWorseThan } = gate;
      if (min !== undefined) results.push(judgeBound(gate, 'min', min, run));
      if (max !== undefined) results.push(judgeBound(gate, 'max', max, run));
      if (notWorseThan === undefined) continue;
      const served = current.find((one) => one.isDefault && one.dataset.name === run.dataset.name);
      results.push(await judgeComparison(gate, notWorseThan.by, run, served));
    }
  }
  return results;
}
