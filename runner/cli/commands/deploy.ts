import { deploy } from '../../actions/deploy';
import { rotateSecrets } from '../../steps/rotate-secrets';
import { type CommandOptions, runCommand } from '../run-command';

interface Options extends CommandOptions {
  readonly rotate?: readonly string[];
  readonly skipExperiment: boolean;
}

export async function deployCommand(options: Options): Promise<void> {
  const { rotate = [], skipExperiment, ...others } = options;
  await runCommand(others, (request) => {
    if (rotate.length > 0) rotateSecrets(request, rotate);
    return deploy({ ...request, skipExperiment });
  });
}
