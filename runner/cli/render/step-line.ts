import color from 'picocolors';
import { type RunEvent } from '../../events';

type Finished = Extract<RunEvent, { type: 'step-finished' }>;

export const marks = {
  succeeded: color.green('✓'),
  skipped: color.dim('–'),
  failed: color.red('✗'),
};

/** A finished step in one line: `✓ Plan the platform  25 to add  0.9 s`. */
export function stepLine({ status, title, outcome, durationMs }: Finished): string {
  return `${marks[status]} ${stepText({ title, outcome, durationMs })}`;
}

/** The same without its mark. */
export function stepText({ title, outcome, durationMs }: Pick<Finished, 'title' | 'outcome' | 'durationMs'>): string {
  const [firstLine = ''] = outcome.split('\n');
  return `${title}  ${color.dim(`${firstLine}  ${seconds(durationMs)}`)}`;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
