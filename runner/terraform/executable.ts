import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserMistake } from '../failure';

/** The oldest Terraform that knows ephemeral variables and write-only arguments, which keep secrets out of state. */
export const minimumTerraform = '1.11.0';

const install = `Install Terraform ${minimumTerraform.slice(0, 4)} or later (https://developer.hashicorp.com/terraform/install), or set TERRAFORM_BINARY_NAME to where it is.`;

/** Name or path of the executable; the variable is cdktf's, so that both use the same one. */
export function terraformBinary(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.TERRAFORM_BINARY_NAME ?? 'terraform';
}

/**
 * The `terraform` that this machine has, after a check of its version.
 * @throws UserMistake where there is none, or an older one.
 */
export async function findTerraform(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const binary = terraformBinary(environment);
  let version: string;
  try {
    const { stdout } = await promisify(execFile)(binary, ['version', '-json'], {
      env: { ...environment, CHECKPOINT_DISABLE: '1' },
    });
    version = (JSON.parse(stdout) as { terraform_version: string }).terraform_version;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserMistake(
      missing
        ? `Terraform was not found: there is no "${binary}" on this machine's PATH.`
        : `Terraform could not be asked for its version: "${binary} version -json" failed.`,
      install,
    );
  }
  if (isOlder(version, minimumTerraform)) {
    throw new UserMistake(
      `Terraform ${version} is too old: "${binary}" must be ${minimumTerraform} or later.`,
      install,
    );
  }
  return binary;
}

function isOlder(version: string, minimum: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [minimumMajor = 0, minimumMinor = 0] = minimum.split('.').map(Number);
  return major < minimumMajor || (major === minimumMajor && minor < minimumMinor);
}
