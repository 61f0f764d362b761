import { evaluate } from '../../actions/evaluate';
import { UserMistake } from '../../failure';
import { type CommandOptions, runCommand } from '../run-command';

interface Options extends CommandOptions {
  readonly evaluation?: string;
  readonly run?: string;
  readonly flow?: string;
  readonly map?: readonly string[];
  readonly fresh: boolean;
  readonly concurrency?: string;
}

export async function evaluateCommand(name: string, options: Options): Promise<void> {
  const { evaluation, run, flow: folder, map, fresh, concurrency, ...others } = options;
  const chosen = {
    flow: name,
    fresh,
    ...(evaluation !== undefined && { evaluation }),
    ...(run !== undefined && { run }),
    ...(folder !== undefined && { folder }),
    ...(map !== undefined && { map }),
    ...(concurrency !== undefined && { concurrency: wholeNumber('--concurrency', concurrency) }),
  };
  await runCommand(others, (request) => evaluate({ ...request, ...chosen }));
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UserMistake(`${option} is "${text}"; it must be a whole number above 0.`);
  return Number(text);
}
