import { roleGuid, roleName, textOf } from '../../arm';
import { type Behaviour } from '../behaviour/behaviour';
import { property } from '../behaviour/fields';
import { text } from '../behaviour/ids';
import { type Values } from '../protocol/values';
import { generatedGuid } from '../behaviour/generated-values';

const armType = 'Microsoft.Authorization/roleAssignments';

/** Id of a role definition as seen from a scope: below its subscription. */
export function roleDefinitionId(role: string, scope: string): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleGuid(role)}`;
}

export const roleAssignment: Behaviour = {
  type: 'azurerm_role_assignment',
  binding: 'role-assignment',
  armType,
  id: {
    build: (attributes) =>
      `${text(attributes.scope)}/providers/${armType}/${text(attributes.name) || assignmentName(attributes)}`,
    attributes: (armId) => ({
      name: armId.split('/').at(-1) ?? null,
      scope: armId.replace(/\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/i, ''),
    }),
  },
  forceNew: [
    'scope',
    'name',
    'role_definition_id',
    'role_definition_name',
    'principal_id',
    'principal_type',
    'condition',
    'condition_version',
    'description',
    'delegated_managed_identity_resource_id',
  ],
  fields: {
    principal_id: property('principalId'),
    principal_type: property('principalType'),
    condition: property('condition'),
    condition_version: property('conditionVersion'),
    description: property('description'),
    delegated_managed_identity_resource_id: property('delegatedManagedIdentityResourceId'),
  },
  properties: (attributes) => ({ roleDefinitionId: definitionOf(attributes) }),
  exactlyOne: [['role_definition_id', 'role_definition_name']],
  allowed: { principal_type: ['User', 'Group', 'ServicePrincipal'] },
  check: ({ role_definition_name: name }) =>
    typeof name !== 'string' || roleName(name) !== undefined
      ? []
      : [
          {
            severity: 'error',
            summary: 'Invalid value for an argument',
            detail: `loading Role Definition List: could not find role '${name}'. The sandbox knows the built-in roles of docs/sandbox.md; give others by role_definition_id.`,
            attribute: 'role_definition_name',
          },
        ],
  computed: ({ resource, attributes }) => ({
    role_definition_id: textOf(resource.properties.roleDefinitionId),
    role_definition_name: roleName(textOf(resource.properties.roleDefinitionId)) ?? null,
    skip_service_principal_aad_check: attributes.skip_service_principal_aad_check ?? null,
  }),
};

function definitionOf(attributes: Values): string {
  return (
    text(attributes.role_definition_id) ||
    roleDefinitionId(text(attributes.role_definition_name), text(attributes.scope))
  );
}

/** azurerm draws a random name. Here it follows from what is assigned, so that an apply can be repeated after a kill. */
function assignmentName(attributes: Values): string {
  return generatedGuid(text(attributes.scope), roleGuid(definitionOf(attributes)), text(attributes.principal_id));
}
