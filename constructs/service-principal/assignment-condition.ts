import { type Role, roleDefinitionGuids } from '../role';

/** Version of the language that conditions of role assignments are written in. */
export const conditionVersion = '2.0';

/**
 * The condition under which somebody with the right to assign roles may use it: for these roles, and for service
 * principals and managed identities only. Without the second part, a deployer could give itself a person's access.
 */
export function assignmentCondition(roles: readonly Role[]): string {
  const guids = [...new Set(roles.map((role) => roleDefinitionGuids[role]))].sort().join(', ');
  return ['write', 'delete']
    .map((action) => {
      const attributes = action === 'write' ? '@Request' : '@Resource';
      return [
        `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'}))`,
        'OR',
        `(${attributes}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${guids}}`,
        'AND',
        `${attributes}[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`,
      ].join(' ');
    })
    .join(' AND ');
}
