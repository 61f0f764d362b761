import { type Gate } from '../../model';
import { differenceInterval, type Interval } from '../statistics/bootstrap';
import { type GateResult, type RunSummary } from '../types';
import { leftOut, reason, subject, valueOf, whyNoValue } from './outcome';
import { pairScores } from './paired-scores';

/** Sums of decimal fractions differ in their last digits. */
const rounding = 1e-9;

/**
 * Holds a run's metric against that of the version that is served now, on the same dataset.
 * @param by how much worse is still good enough
 * @param current the run of the served version; absent where nothing is served, or it did not run on this dataset
 */
export async function judgeComparison(
  gate: Gate,
  by: number,
  run: RunSummary,
  current: RunSummary | undefined,
): Promise<GateResult> {
  const given = subject(gate, run, 'notWorseThan');
  const value = valueOf(gate, run);
  const bound = current && valueOf(gate, current);
  if (value === undefined) {
    const known = bound === undefined ? {} : { bound };
    return { ...given, ...known, status: 'failed', passed: false, ...reason(whyNoValue(gate, run)) };
  }
  if (current === undefined) {
    const why = 'There is nothing to compare with: no version that is served now has run on this dataset.';
    return { ...given, value, status: 'passed', passed: true, ...reason(why, leftOut(gate, run)) };
  }
  if (bound === undefined) {
    const why = `The version that is served now has no such metric. ${whyNoValue(gate, current)}`;
    return { ...given, value, status: 'undecided', passed: gate.unsure === 'pass', ...reason(why) };
  }
  const worse = (gate.better === 'higher' ? bound - value : value - bound) - by;
  const paired = await pairScores(gate.evaluation, gate.metric, run, current);
  const interval = typeof paired === 'string' ? undefined : differenceInterval(paired, { confidence: gate.confidence });
  const status = interval === undefined ? byValue(worse) : byInterval(gate, by, interval);
  return {
    ...given,
    bound,
    value,
    ...(interval !== undefined && { interval }),
    missedBy: status === 'passed' ? 0 : Math.max(0, worse),
    status,
    passed: status === 'undecided' ? gate.unsure === 'pass' : status === 'passed',
    ...reason(interval === undefined ? whyNoInterval(paired) : undefined, leftOut(gate, run)),
  };
}

function byValue(worse: number): GateResult['status'] {
  return worse <= rounding ? 'passed' : 'failed';
}

/** @param interval of the difference, the candidate's metric less the current one's */
function byInterval({ better }: Gate, by: number, [low, high]: Interval): GateResult['status'] {
  const [worst, best] = better === 'higher' ? [low, high] : [-high, -low];
  if (worst >= -by - rounding) return 'passed';
  return best < -by - rounding ? 'failed' : 'undecided';
}

function whyNoInterval(paired: Awaited<ReturnType<typeof pairScores>>): string {
  const compared = 'The values were compared as they are, without an interval';
  if (paired === 'no-score') return `${compared}: the metric is not the mean of a score that each line has.`;
  if (paired === 'other-lines') return `${compared}: the inputs of the lines have changed since.`;
  return `${compared}: the two runs share ${paired.length === 0 ? 'no line' : 'one line'} that was judged.`;
}
