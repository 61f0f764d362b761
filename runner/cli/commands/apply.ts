import { apply } from '../../actions/apply';
import { runCommand, type CommandOptions } from '../run-command';

export async function applyCommand(options: CommandOptions): Promise<void> {
  await runCommand(options, apply);
}
