import color from 'picocolors';
import { type Problem } from '../../../model';

/** All problems, each where it stands, what is wrong, and what to do. */
export function formatProblems(problems: readonly Problem[]): string {
  const entries = problems.map(
    ({ file, line, column, path, code, message, hint }) =>
      `${color.bold(`${file}:${line}:${column}`)}  ${color.red(code)}\n` +
      `  ${path === '' ? '' : `${path}: `}${message}\n` +
      (hint === '' ? '' : `  ${color.green('→')} ${hint}\n`),
  );
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${entries.join('\n')}\n${count}. Nothing was done.`;
}
