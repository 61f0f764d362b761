import { connectionSecrets } from '../../model';
import { type RunContext } from '../context';
import { UserMistake } from '../failure';

/**
 * Terraform's environment variables, with the connections' secrets as `TF_VAR_…`: they reach Azure through ephemeral
 * variables and write-only arguments, and so no file and no argument list ever holds them.
 * @throws UserMistake naming every secret whose environment variable is not set
 */
export async function terraformEnvironment({ cloud, environment }: RunContext): Promise<NodeJS.ProcessEnv> {
  const variables: Record<string, string> = {};
  const missing: string[] = [];
  for (const connection of environment.connections) {
    for (const { field, variable, env } of connectionSecrets(connection)) {
      const value = cloud.secret(env);
      if (value === undefined || value === '') missing.push(`${env} (${field} of connection ${connection.name})`);
      else variables[`TF_VAR_${variable}`] = value;
    }
  }
  if (missing.length > 0) {
    throw new UserMistake(
      `Environment variables that hold secrets of ${environment.name} are not set: ${missing.join(', ')}.`,
      'Set them in the shell or in the pipeline’s variable group; they are handed to Terraform and written nowhere.',
    );
  }
  return { ...(await cloud.terraformEnvironment()), ...variables };
}
