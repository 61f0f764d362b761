import { synth } from '../../actions/synth';
import { runCommand, type CommandOptions } from '../run-command';

export async function synthCommand(options: CommandOptions): Promise<void> {
  await runCommand(options, synth);
}
