import { type Gate } from '../../model';
import { type GateResult, type RunSummary } from '../types';

export type Kind = GateResult['kind'];

/** What every result of a gate on a run says. */
export function subject({ evaluation, metric }: Gate, run: RunSummary, kind: Kind) {
  return { gate: `${evaluation}.${metric}`, dataset: run.dataset.name, kind } as const;
}

/** Value of the gate's metric in a run. */
export function valueOf({ evaluation, metric }: Gate, run: RunSummary): number | undefined {
  return run.metrics[`${evaluation}.${metric}`];
}

/** Why a run has no value for a gate. */
export function whyNoValue({ evaluation, metric }: Gate, run: RunSummary): string {
  const judged = run.evaluations[evaluation];
  if (run.status !== 'Completed') return `The run did not complete: ${run.error?.message ?? run.status}`;
  if (run.lines.completed === 0) return `No line of the run completed: ${run.error?.message ?? 'there were none'}`;
  if (judged === undefined) return `The evaluation '${evaluation}' did not judge the run.`;
  if (judged.error !== undefined) return `The evaluation '${evaluation}' failed: ${judged.error.message}`;
  return `The evaluation '${evaluation}' logged no metric '${metric}' that is a number.`;
}

/** What to know of a value that not all lines of the run took part in. */
export function leftOut({ evaluation }: Gate, run: RunSummary): string | undefined {
  const { failed = 0, skipped = 0 } = run.evaluations[evaluation]?.lines ?? {};
  const left = failed + skipped;
  return left === 0 ? undefined : `${left} of ${run.lines.total} lines failed and are left out.`;
}

/** Reasons that a result has, as one text; nothing where it has none. */
export function reason(...texts: readonly (string | undefined)[]): { readonly reason?: string } {
  const given = texts.filter((text) => text !== undefined);
  return given.length === 0 ? {} : { reason: given.join(' ') };
}
