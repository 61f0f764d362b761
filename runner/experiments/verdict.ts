import { type ExperimentResult } from '../../experiments';

/**
 * What an experiment says of its flow: whether its gates are met; `undecided` where they are, but a comparison is within
 * what chance makes; `none` where there are no gates.
 */
export type Verdict = 'passed' | 'failed' | 'undecided' | 'none';

export function verdictOf({ gates }: Pick<ExperimentResult, 'gates'>): Verdict {
  if (gates.length === 0) return 'none';
  if (gates.some(({ passed }) => !passed)) return 'failed';
  return gates.some(({ status }) => status === 'undecided') ? 'undecided' : 'passed';
}
