import { join } from 'node:path';
import { type Project } from '../../model';
import { openSandbox } from '../../sandbox';
import { type Cloud } from '../cloud';
import { simulationFiles } from './simulation-files';

/** The emulated Azure of this project, hosted in this process unless another one of the machine hosts it already. */
export async function sandboxCloud(project: Project): Promise<Cloud> {
  const directory = join(project.root, '.llmops', 'sandbox');
  const sandbox = await openSandbox({ directory, simulation: simulationFiles(project) });
  return {
    kind: 'sandbox',
    dataDirectory: directory,
    terraformEnvironment: () =>
      Promise.resolve({ ...process.env, ...sandbox.environment(), CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' }),
    target: (environment) =>
      Promise.resolve({
        resourceManagerEndpoint: sandbox.endpoint,
        credential: {
          getToken: () => Promise.resolve({ token: sandbox.token(), expiresOnTimestamp: Date.now() + 3_600_000 }),
        },
        blobEndpoint: (account) => sandbox.blobEndpoint(account),
        subscription: environment.subscription,
        resourceGroup: environment.names.resourceGroup,
        workspace: environment.names.workspace,
      }),
    // Nothing in the sandbox needs the real secret, so a machine without it can deploy all the same.
    secret: (variable) => process.env[variable] ?? `simulated-value-of-${variable}`,
    close: () => sandbox.close(),
  };
}
