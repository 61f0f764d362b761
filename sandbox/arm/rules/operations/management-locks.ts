import { ArmError, type ArmResource } from '../../resource';
import { stringOf } from '../../json-values';
import { isWithin, parseResourceId } from '../../resource-id';
import { badRequest } from '../refusals';
import { type GraphView, type Rule } from '../rule';

const type = 'Microsoft.Authorization/locks';

/** Locks of resources and resource groups. Of both levels, the sandbox enforces that nothing locked is deleted. */
export const managementLocks: Rule = {
  type,
  extension: true,
  name: {
    pattern: /^[\w().-]{0,89}[\w()-]$/,
    says: '1 to 90 letters, digits, underscores, dashes, dots and parentheses, not ending with a dot',
  },
  check({ properties }) {
    const level = stringOf(properties.level);
    if (level === 'CanNotDelete' || level === 'ReadOnly') return;
    throw badRequest('InvalidLockLevel', `The lock level '${level ?? ''}' must be CanNotDelete or ReadOnly.`);
  },
};

/**
 * Refuses to delete what is locked, what lies below it (role assignments on it too), and what holds something locked.
 * @throws ArmError 409
 */
export function refuseLockedDeletion(resource: ArmResource, graph: GraphView): void {
  if (resource.type === type) return;
  const scopes = graph
    .list(type)
    .map(({ id }) => parseResourceId(id).parent)
    .filter((scope) => isWithin(resource.id, scope) || isWithin(scope, resource.id));
  if (scopes.length === 0) return;
  throw new ArmError(
    409,
    'ScopeLocked',
    `The scope '${resource.id}' cannot perform delete operation because following scope(s) are locked: '${scopes.join(', ')}'. Please remove the lock and try again.`,
  );
}
