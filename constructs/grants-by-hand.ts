import { Annotations, Lazy, TerraformOutput, TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';
import { type IPrincipal } from './principal';

/** A role assignment that somebody else has to make. */
interface GrantByHand {
  readonly role: string;
  readonly scopeId: string;
  /** What the scope is. */
  readonly on: IConstruct;
  readonly principal: IPrincipal;
}

/** A grant as the output shows it. */
interface ShownGrant {
  readonly role: string;
  readonly scope: string;
  readonly principal: string;
}

const byStack = new WeakMap<IConstruct, ShownGrant[]>();

/**
 * Leaves out the role assignments of everything in a stack, for a deployer that may not assign roles. Each one becomes
 * a warning, and an entry of the output `grants_by_hand`, which has their real ids once the stack is applied.
 */
export function assignRolesByHand(stack: TerraformStack): void {
  if (byStack.has(stack)) return;
  const grants: ShownGrant[] = [];
  byStack.set(stack, grants);
  new TerraformOutput(stack, 'grants_by_hand', {
    description: 'Role assignments that somebody with the right to make them has to make.',
    value: Lazy.anyValue({ produce: () => grants }),
    staticId: true,
  });
}

/** True where the principal's grants are left to somebody else. */
export function assignsByHand(principal: IConstruct): boolean {
  return byStack.has(TerraformStack.of(principal));
}

/** Says once which assignment has to be made. */
export function reportGrantByHand({ role, scopeId, on, principal }: GrantByHand): void {
  const grants = byStack.get(TerraformStack.of(principal)) ?? [];
  const shown = { role, scope: scopeId, principal: principal.principalId };
  if (grants.some((other) => other.role === role && other.scope === scopeId && other.principal === shown.principal)) {
    return;
  }
  grants.push(shown);
  Annotations.of(principal).addWarning(
    `the deployer may not assign roles: grant "${role}" on ${on.node.path} to ${principal.node.path} by hand ` +
      '(output grants_by_hand has the ids)',
  );
}
