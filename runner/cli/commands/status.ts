import { status } from '../../actions/status';
import { runCommand, type CommandOptions } from '../run-command';

export async function statusCommand(options: CommandOptions): Promise<void> {
  await runCommand(options, status);
}
