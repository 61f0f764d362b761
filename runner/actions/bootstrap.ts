import { join } from 'node:path';
import { devopsState } from '../../model';
import { type RunContext } from '../context';
import { type StepTitle } from '../events';
import { UserMistake } from '../failure';
import { type CommandResult } from '../result';
import { checkedProject, runSession, type RunRequest } from '../session';
import { renewClientSecrets } from '../steps/client-secrets';
import { confirmAndApply, planStack } from '../steps/plan-and-apply';
import { TerraformStack } from '../terraform/stack';

const titles: readonly StepTitle[] = [
  { id: 'devops-plan', title: 'Plan the service principals' },
  { id: 'devops-apply', title: 'Apply the service principals' },
  { id: 'client-secrets', title: 'Renew client secrets' },
];

/**
 * Makes what environments need before their pipelines can run: service principals with their rights, and storage for
 * the state. For somebody who may do that, once, and again when the configuration of it changed.
 */
export function bootstrap(request: RunRequest): Promise<CommandResult> {
  return runSession(
    'bootstrap',
    request,
    titles,
    async (context, steps, report) => {
      const { stack, plan } = await steps.run('devops-plan', async () => {
        const stack = await synthesizeStack(context);
        const { value: plan, outcome } = await planStack(context, 'devops', stack);
        return { value: { stack, plan }, outcome };
      });
      report({ plans: { devops: plan.counts } });
      await confirmAndApply(context, steps, 'devops', stack, plan);
      await steps.run('client-secrets', async () => renewClientSecrets(context, stack));
    },
    environmentsWithDeployers,
  );
}

/** The session is about all environments; the first one that has a service principal stands for them. */
function environmentsWithDeployers({ root }: RunRequest) {
  const project = checkedProject(root);
  const environments = Object.values(project.environments).filter(({ servicePrincipal }) => servicePrincipal);
  const [environment] = environments;
  if (environment === undefined) {
    throw new UserMistake(
      'No environment has a service principal: there is nothing to bootstrap.',
      'Add "servicePrincipal: {}" to an environment of flows-config/environments.yaml, with the federation of its pipeline.',
    );
  }
  const names = environments.map(({ name }) => name).join(', ');
  return { value: { project, environment }, outcome: `service principals of ${names}` };
}

async function synthesizeStack({ project, cloud, terraform, signal }: RunContext): Promise<TerraformStack> {
  const { synthesizeDevops } = await import('../../stacks/synthesize-devops');
  const { name, directory } = synthesizeDevops({
    environments: Object.values(project.environments),
    outdir: join(cloud.dataDirectory, 'cdktf.out', 'devops'),
    state: devopsState(project.root, cloud.sandboxDirectory),
  });
  return new TerraformStack(name, directory, {
    binary: terraform,
    environment: () => cloud.terraformEnvironment(),
    ...(signal === undefined ? {} : { signal }),
  });
}
