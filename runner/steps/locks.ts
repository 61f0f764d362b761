import { locksOutput } from '../../model';
import { type RunContext } from '../context';
import { UserMistake } from '../failure';
import { type StackPlan, type TerraformStack } from '../terraform/stack';
import { prepareStack } from './plan-and-apply';

/**
 * Refuses to destroy an environment as long as its platform, as it was applied last, holds locks: serving would be half
 * gone when Azure refuses the rest.
 * @throws UserMistake that says how to unlock
 */
export async function refuseWhileLocked(context: RunContext, platform: TerraformStack): Promise<void> {
  const locked = await lockedResources(context, platform);
  if (locked.length === 0) return;
  throw new UserMistake(
    `Environment ${context.environment.name} is locked against deletion: ${locked.join(', ')}.`,
    `${wayOut(context)} Then destroy it.`,
  );
}

/**
 * Refuses a plan for serving that takes grants away from what is locked, which Azure refuses in the middle of the apply.
 * @throws UserMistake that says how to unlock
 */
export async function refuseLockedGrants(
  context: RunContext,
  platform: TerraformStack,
  { changes }: StackPlan,
): Promise<void> {
  const ended = changes.filter(
    ({ action, address }) =>
      address.startsWith('azurerm_role_assignment.') && (action === 'delete' || action === 'replace'),
  );
  if (ended.length === 0) return;
  const locked = await lockedResources(context, platform);
  if (locked.length === 0) return;
  throw new UserMistake(
    `The plan takes away ${ended.length} grants, but environment ${context.environment.name} is locked: ${locked.join(', ')}.`,
    `A lock keeps the grants on what it locks. ${wayOut(context)} Then lock it again.`,
  );
}

/** Names of what is locked. */
async function lockedResources(context: RunContext, platform: TerraformStack): Promise<string[]> {
  await prepareStack(context, 'platform', platform);
  const locks = (await platform.outputs())[locksOutput];
  const ids = Array.isArray(locks) ? locks.filter((lock) => typeof lock === 'string') : [];
  return ids.map((id) => id.split('/providers/Microsoft.Authorization/locks/')[0]?.split('/').at(-1) ?? id);
}

function wayOut({ environment, cloud }: RunContext): string {
  const where = `--env ${environment.name}${cloud.sandboxDirectory === undefined ? '' : ' --sandbox'}`;
  return `Write \`operations: { lock: false }\` in its configuration and run \`llmops deploy ${where}\`, which unlocks it.`;
}
