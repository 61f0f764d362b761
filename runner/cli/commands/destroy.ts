import { destroy } from '../../actions/destroy';
import { runCommand, type CommandOptions } from '../run-command';

export async function destroyCommand(options: CommandOptions): Promise<void> {
  await runCommand(options, destroy);
}
