import { textOf } from './json-values';
import { type ArmResource } from './resource';
import { isWithin } from './resource-id';
import { roleGuid } from './roles';

export const roleAssignmentType = 'Microsoft.Authorization/roleAssignments';

/** True where one of the assignments gives the principal one of the roles at the scope or above it. */
export function holdsRole(
  assignments: readonly ArmResource[],
  objectId: string,
  scope: string,
  roles: readonly string[],
): boolean {
  const wanted = new Set(roles.map(roleGuid));
  return assignments.some(
    ({ properties }) =>
      textOf(properties.principalId).toLowerCase() === objectId.toLowerCase() &&
      wanted.has(roleGuid(textOf(properties.roleDefinitionId))) &&
      isWithin(scope, textOf(properties.scope)),
  );
}
