import { parseAssignmentCondition } from '../assignment-condition';
import { roleAssignmentType as type } from '../role-checks';
import { roleGuid } from '../roles';
import { resourceKey } from '../resource-id';
import { badRequest, conflict } from './refusals';
import { stringOf, textOf } from '../json-values';
import { type Rule } from './rule';

/** Role assignments: a principal holds a role at a scope, once. */
export const roleAssignments: Rule = {
  type,
  name: { pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, says: 'a GUID' },
  extension: true,
  readOnly: ['scope'],
  check({ id, properties, existing, graph }) {
    const role = stringOf(properties.roleDefinitionId);
    const principal = stringOf(properties.principalId);
    if (role === undefined || principal === undefined) {
      throw badRequest(
        'InvalidRequestContent',
        `Role assignment '${id.name}' needs properties.roleDefinitionId and properties.principalId.`,
      );
    }
    checkCondition(stringOf(properties.condition), stringOf(properties.conditionVersion));
    const identifies = (other: { readonly properties: typeof properties }) =>
      roleGuid(textOf(other.properties.roleDefinitionId)) === roleGuid(role) &&
      textOf(other.properties.principalId).toLowerCase() === principal.toLowerCase();
    if (existing !== undefined && !identifies(existing)) {
      throw badRequest(
        'RoleAssignmentUpdateNotPermitted',
        'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
      );
    }
    const twin = graph.list(type, id.parent).find((other) => resourceKey(other.id) !== id.key && identifies(other));
    if (twin !== undefined) {
      throw conflict(
        'RoleAssignmentExists',
        `The role assignment already exists. The ID of the existing role assignment is ${twin.id}.`,
      );
    }
  },
  properties: ({ id, properties }) => ({ principalType: 'ServicePrincipal', ...properties, scope: id.parent }),
};

/** Only what constrains the assigning of roles is understood; a condition that cannot be judged would judge nothing. */
function checkCondition(condition: string | undefined, version: string | undefined): void {
  if (condition === undefined) return;
  if (version !== '2.0') {
    throw badRequest('InvalidConditionVersion', `conditionVersion must be '2.0' where there is a condition.`);
  }
  if (parseAssignmentCondition(condition) === undefined) {
    throw badRequest(
      'InvalidCondition',
      'The sandbox understands conditions of the actions Microsoft.Authorization/roleAssignments/write and …/delete ' +
        `on RoleDefinitionId (ForAnyOfAnyValues:GuidEquals) and PrincipalType only, and not '${condition}'.`,
    );
  }
}
