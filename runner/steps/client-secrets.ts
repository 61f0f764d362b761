import { type DirectoryTarget } from '../../azure';
import { type Environment } from '../../model';
import { type RunContext } from '../context';
import { StepFailure } from '../failure';
import { type StepOutcome } from '../step-runner';
import { type TerraformStack } from '../terraform/stack';

/**
 * Gives each service principal that is configured to have a client secret a new one where less than a third of its days
 * is left. Terraform has no part in it: what it makes stands in its state.
 */
export async function renewClientSecrets(
  { project, cloud }: RunContext,
  devops: TerraformStack,
): Promise<StepOutcome<undefined>> {
  const environments = Object.values(project.environments).filter(
    ({ servicePrincipal }) => servicePrincipal?.secret !== undefined,
  );
  if (environments.length === 0) {
    return { value: undefined, outcome: 'none is configured: pipelines sign in by federation', skipped: true };
  }
  const principals = readPrincipals(await devops.outputs());
  const outcomes: string[] = [];
  for (const environment of environments) {
    outcomes.push(await renew(environment, await cloud.directory(environment), principals[environment.name]));
  }
  return { value: undefined, outcome: outcomes.join(', ') };
}

async function renew(
  { name, servicePrincipal }: Environment,
  target: DirectoryTarget,
  application: string | undefined,
): Promise<string> {
  const secret = servicePrincipal?.secret;
  if (secret === undefined) return '';
  if (application === undefined) {
    throw new StepFailure(`The devops stack has no service principal for ${name}.`, {
      next: ['Run the command again, and approve its plan.'],
    });
  }
  const { ClientSecrets } = await import('../../azure');
  const { renewed, endsOn } = await (
    await ClientSecrets.open(target)
  ).renew({ application, vault: secret.keyVault.split('/').at(-1) ?? '', secret: secret.name, days: secret.days });
  return `${name}: ${renewed ? 'new' : 'kept'}, valid until ${endsOn.toISOString().slice(0, 10)}`;
}

/** Object ids of the applications, by environment. */
function readPrincipals({ service_principals: output }: Readonly<Record<string, unknown>>): Record<string, string> {
  const principals = (output ?? {}) as Readonly<Record<string, { readonly application_object_id: string }>>;
  return Object.fromEntries(Object.entries(principals).map(([name, one]) => [name, one.application_object_id]));
}
