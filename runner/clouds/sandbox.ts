import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AzureTarget } from '../../azure';
import { builtinEvaluators, evaluatorFolder, type Project } from '../../model';
import { type Sandbox } from '../../sandbox';
import { authorizationFile, prepareDirectory } from '../../sandbox/host/directory';
import { type Cloud, targetWorkspace } from '../cloud';

/** Folder of a project's sandbox: resources, blobs, state and releases, apart from the real ones. */
export function sandboxDirectory(root: string): string {
  return join(root, '.llmops', 'sandbox');
}

/**
 * The rule files of the simulated model: `simulated-model.yaml` in a flow's folder, in the one above it, in those of its
 * evaluations, and in those of the built-in evaluators.
 */
export function simulationFiles(project: Project): string[] {
  const flows = Object.values(project.environments).flatMap(({ allFlows }) => allFlows);
  const evaluations = flows.flatMap((flow) => flow.evaluations.map(({ path }) => path));
  const folders = [
    ...flows.flatMap(({ path }) => [path, dirname(path)]),
    ...evaluations,
    ...builtinEvaluators.map(evaluatorFolder),
  ];
  return [...new Set(folders)].map((folder) => join(folder, 'simulated-model.yaml')).filter((file) => existsSync(file));
}

/**
 * The emulated Azure of this project, hosted in this process unless another one of the machine hosts it already. It is
 * opened by what needs it first: synthesis needs only its folder.
 */
export async function sandboxCloud(project: Project): Promise<Cloud> {
  const directory = await prepareDirectory(sandboxDirectory(project.root));
  let opening: Promise<Sandbox> | undefined;
  const open = () => (opening ??= openSandbox(directory, project));
  return {
    dataDirectory: directory,
    sandboxDirectory: directory,
    authorizationFile: join(directory, authorizationFile),
    terraformEnvironment: async () => ({ ...process.env, ...(await open()).environment(), TF_IN_AUTOMATION: '1' }),
    target: async (environment) => {
      const sandbox = await open();
      return {
        resourceManagerEndpoint: sandbox.endpoint,
        credential: sandboxCredential(sandbox),
        blobEndpoint: (account) => sandbox.blobEndpoint(account),
        appEndpoint: (host) => sandbox.appEndpoint(host),
        registryEndpoint: (loginServer) => sandbox.registryEndpoint(loginServer),
        ...targetWorkspace(environment),
      };
    },
    directory: async () => {
      const sandbox = await open();
      return {
        graphEndpoint: `${sandbox.endpoint}/graph`,
        vaultEndpoint: (vault) => `${sandbox.endpoint}/vault/${vault}`,
        credential: sandboxCredential(sandbox),
      };
    },
    // Nothing in the sandbox needs the real secret, so a machine without it can deploy all the same.
    secret: (variable) => process.env[variable] ?? `simulated-value-of-${variable}`,
    modelEndpoint: async () => `${(await open()).endpoint}/model`,
    token: async () => (await open()).token(),
    close: async () => (await opening)?.close(),
  };
}

function sandboxCredential(sandbox: Sandbox): AzureTarget['credential'] {
  return {
    getToken: (scopes) => {
      // Apps look at whom a token is for; all other services of the sandbox take one for any of them.
      const [scope = ''] = [scopes].flat();
      const audience = scope.startsWith('api://') ? scope.replace(/\/\.default$/, '') : undefined;
      return Promise.resolve({ token: sandbox.token(audience), expiresOnTimestamp: Date.now() + 3_600_000 });
    },
  };
}

async function openSandbox(directory: string, project: Project): Promise<Sandbox> {
  const { openSandbox: open } = await import('../../sandbox');
  return open({ directory, simulation: simulationFiles(project) });
}
