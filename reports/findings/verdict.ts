import { type ExperimentResult } from '../../experiments';

export interface Verdict {
  readonly kind: 'passed' | 'failed' | 'undecided' | 'none' | 'skipped';
  readonly text: string;
}

/** What an experiment comes to, in one sentence. */
export function verdictOf({ gates, runs }: Pick<ExperimentResult, 'gates' | 'runs'>, skipped?: string): Verdict {
  if (skipped !== undefined) return { kind: 'skipped', text: `The experiment was skipped: ${skipped}` };
  const unfinished = runs.filter(({ status }) => status !== 'Completed').length;
  const besides = unfinished === 0 ? '' : ` ${count(unfinished, 'run')} did not complete.`;
  if (runs.length === 0) return { kind: 'none', text: 'Nothing was run.' };
  if (gates.length === 0) return { kind: 'none', text: `No gates are configured.${besides}` };
  const failed = gates.filter(({ passed }) => !passed).length;
  if (failed > 0) return { kind: 'failed', text: `${failed} of ${count(gates.length, 'gate')} not met.${besides}` };
  const undecided = gates.filter(({ status }) => status === 'undecided').length;
  if (undecided === 0) return { kind: 'passed', text: `${allOf(gates.length)} met.${besides}` };
  return {
    kind: 'undecided',
    text: `${allOf(gates.length)} met, ${undecided} of them undecided: within what chance makes.${besides}`,
  };
}

function allOf(gates: number): string {
  return gates === 1 ? 'The gate is' : `All ${gates} gates are`;
}

export function count(number: number, thing: string): string {
  return `${number.toLocaleString('en')} ${thing}${number === 1 ? '' : 's'}`;
}
