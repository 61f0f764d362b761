import { Annotations, TerraformOutput, type TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { Budget, Lock } from '../../constructs/operations';
import { type IResourceGroup } from '../../constructs/resource-group';
import { type Environment } from '../../model/environment';
import { locksOutput } from '../../model/state-location';
import { terraformLiteral } from '../terraform-literal';
import { type WorkspaceParts } from './workspace-parts';

/** The budget of an environment's resource group, and the locks on what keeps its data. */
export function addPlatformOperations(
  stack: TerraformStack,
  environment: Environment,
  resourceGroup: IResourceGroup,
  parts: WorkspaceParts,
): void {
  const { project, name, operations } = environment;
  const scope = new Construct(stack, 'operations');
  if (operations.budget) {
    const { amount, from, thresholds, notify } = operations.budget;
    new Budget(scope, 'budget', {
      name: `budget-${project}-${name}`,
      resourceGroup,
      amount,
      from,
      thresholds,
      emails: notify.map(terraformLiteral),
    });
  }
  if (operations.lock) addLocks(stack, scope, environment, parts);
}

/**
 * The workspace itself has no lock: its endpoints' deployments would inherit it, and no version could end. It cannot go
 * with its group, as the group cannot go; and Azure ML keeps a deleted workspace for 14 days.
 */
function addLocks(
  stack: TerraformStack,
  scope: Construct,
  { name, existing }: Environment,
  parts: WorkspaceParts,
): void {
  const made = existing.workspace === undefined;
  const targets = Object.entries({
    vault: made && existing.keyVault === undefined && parts.keyVault,
    storage: made && existing.storageAccount === undefined && parts.storageAccount,
    registry: made && existing.containerRegistry === undefined && parts.containerRegistry,
  });
  const locks = targets.flatMap(([part, target]) =>
    target === false
      ? []
      : [
          new Lock(scope, `lock-${part}`, {
            targetId: target.id,
            notes: `Environment ${name} has operations.lock. Take it out of its configuration and deploy to unlock.`,
          }),
        ],
  );
  if (locks.length === 0) {
    Annotations.of(stack).addWarning(`operations.lock of ${name} locks nothing: what exists already is not changed`);
    return;
  }
  new TerraformOutput(stack, locksOutput, {
    description: 'Locks against deletion: while there are any, the environment cannot be destroyed.',
    value: locks.map(({ id }) => id),
    staticId: true,
  });
}
