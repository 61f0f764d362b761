import { type AzureTarget, type DirectoryTarget } from '../azure';
import { type Environment, workspaceOf } from '../model';

/** Where a command works: Azure, or the sandbox on this machine. Everything that differs between the two is here. */
export interface Cloud {
  /** Folder for state, releases and run logs; the sandbox has its own, so that the two never mix. */
  readonly dataDirectory: string;
  /** Environment variables for Terraform: providers, credentials, settings. */
  terraformEnvironment(): Promise<NodeJS.ProcessEnv>;
  /** The sandbox's folder; absent for Azure. */
  readonly sandboxDirectory?: string;
  /** File with the Authorization header for the sandbox's endpoints; absent for Azure. */
  readonly authorizationFile?: string;
  /** What the SDK clients talk to. */
  target(environment: Environment): Promise<AzureTarget>;
  /** Where the applications and the vaults of an environment's tenant are reached. */
  directory(environment: Environment): Promise<DirectoryTarget>;
  /** Base URL of the simulated model that answers for every LLM connection; absent where the real ones do. */
  readonly modelEndpoint?: () => Promise<string>;
  /** Value of the environment variable that holds a secret; undefined where it is not set. */
  secret(variable: string): string | undefined;
  /** A bearer token for services behind `entra` connections. */
  token(scope: string): Promise<string>;
  close(): Promise<void>;
}

/** Which workspace the SDK clients talk to: the environment's own, or the existing one that it uses. */
export function targetWorkspace(
  environment: Environment,
): Pick<AzureTarget, 'subscription' | 'resourceGroup' | 'workspace'> {
  const { name: workspace, ...place } = workspaceOf(environment);
  return { ...place, workspace };
}
