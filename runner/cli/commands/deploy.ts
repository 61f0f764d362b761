import { deploy } from '../../actions/deploy';
import { runCommand, type CommandOptions } from '../run-command';

export async function deployCommand(options: CommandOptions): Promise<void> {
  await runCommand(options, deploy);
}
