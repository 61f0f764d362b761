import { experiment } from '../../actions/experiment';
import { UserMistake } from '../../failure';
import { type CommandOptions, runCommand } from '../run-command';

interface Options extends CommandOptions {
  readonly fresh: boolean;
  readonly concurrency?: string;
  readonly lines?: string;
}

export async function experimentCommand(flow: string, options: Options): Promise<void> {
  const { fresh, concurrency, lines, ...others } = options;
  const settings = {
    flow,
    fresh,
    ...(concurrency !== undefined && { concurrency: wholeNumber('--concurrency', concurrency) }),
    ...(lines !== undefined && { lines: wholeNumber('--lines', lines) }),
  };
  await runCommand(others, (request) => experiment({ ...request, ...settings }));
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UserMistake(`${option} is "${text}"; it must be a whole number above 0.`);
  return Number(text);
}
