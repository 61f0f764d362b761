import { register } from '../../actions/register';
import { runCommand, type CommandOptions } from '../run-command';

export async function registerCommand(options: CommandOptions): Promise<void> {
  await runCommand(options, register);
}
