import { createInterface } from 'node:readline/promises';
import color from 'picocolors';
import { type Confirmation } from '../../events';
import { Rejected } from '../../failure';

/** Asks a person; only `yes` or `y` approves, as the default of a question about infrastructure is no. */
export async function ask({ question, details, signal }: Confirmation): Promise<boolean> {
  console.log(`\n${details.map((line) => `  ${line}`).join('\n')}\n`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`${color.bold(question)} [y/N] `, signal === undefined ? {} : { signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

export function refuseToAsk(): Promise<boolean> {
  return Promise.reject(
    new Rejected('There is nobody to ask: this is not a terminal.', 'Run it with --yes, or in a terminal.'),
  );
}
