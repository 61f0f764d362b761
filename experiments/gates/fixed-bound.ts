import { type Gate } from '../../model';
import { type GateResult, type RunSummary } from '../types';
import { leftOut, reason, subject, valueOf, whyNoValue } from './outcome';

/** Holds a run's metric against a number. */
export function judgeBound(gate: Gate, kind: 'min' | 'max', bound: number, run: RunSummary): GateResult {
  const value = valueOf(gate, run);
  const given = { ...subject(gate, run, kind), bound };
  if (value === undefined) return { ...given, status: 'failed', passed: false, ...reason(whyNoValue(gate, run)) };
  const missedBy = Math.max(0, kind === 'min' ? bound - value : value - bound);
  const passed = missedBy === 0;
  return {
    ...given,
    value,
    missedBy,
    status: passed ? 'passed' : 'failed',
    passed,
    ...reason(leftOut(gate, run)),
  };
}
