import { plan } from '../../actions/plan';
import { runCommand, type CommandOptions } from '../run-command';

export async function planCommand(options: CommandOptions & { readonly detailedExitcode: boolean }): Promise<void> {
  const { status, plans = {} } = await runCommand(options, plan);
  const changes = Object.values(plans).some(({ add, change, destroy }) => add + change + destroy > 0);
  if (options.detailedExitcode && status === 'succeeded' && changes) process.exitCode = 2;
}
