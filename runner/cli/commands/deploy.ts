import { deploy } from '../../actions/deploy';
import { rotateSecrets } from '../../steps/rotate-secrets';
import { type CommandOptions, runCommand } from '../run-command';

export async function deployCommand(options: CommandOptions & { readonly rotate?: readonly string[] }): Promise<void> {
  const { rotate = [], ...others } = options;
  await runCommand(others, (request) => {
    if (rotate.length > 0) rotateSecrets(request, rotate);
    return deploy(request);
  });
}
