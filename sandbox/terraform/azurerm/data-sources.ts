import { type ArmResource, builtInRoles, roleGuid, roleName } from '../../arm';
import { type ProviderContext } from '../behaviour/behaviour';
import { type DataDescription } from '../behaviour/data-description';
import { text } from '../behaviour/ids';
import { readField } from '../behaviour/fields';
import { toValue } from '../protocol/dynamic-json';
import { type Value, type Values } from '../protocol/values';
import { ProviderError } from '../provider';
import { roleDefinitionId } from './authorization';
import { keyVault } from './key-vaults';

export const dataDescriptions: readonly DataDescription[] = [
  {
    type: 'azurerm_client_config',
    binding: 'data-azurerm-client-config',
    read: (_config, { principal, subscription, tenant }) => ({
      id: `clientConfigs/clientId=${principal.objectId};objectId=${principal.objectId};subscriptionId=${subscription};tenantId=${tenant}`,
      client_id: principal.objectId,
      object_id: principal.objectId,
      subscription_id: subscription,
      tenant_id: tenant,
    }),
  },
  {
    type: 'azurerm_subscription',
    binding: 'data-azurerm-subscription',
    read: ({ subscription_id: asked }, { subscription, tenant }) => {
      const id = text(asked) || subscription;
      return {
        id: `/subscriptions/${id}`,
        subscription_id: id,
        display_name: `sandbox ${id}`,
        tenant_id: tenant,
        state: 'Enabled',
        spending_limit: 'Off',
        quota_id: 'Sandbox',
      };
    },
  },
  {
    type: 'azurerm_resource_group',
    binding: 'data-azurerm-resource-group',
    read: ({ name }, context) => {
      const group = find(`/subscriptions/${context.subscription}/resourceGroups/${text(name)}`, context);
      return { id: group.id, location: group.location ?? null, tags: tagsOf(group), managed_by: '' };
    },
  },
  {
    type: 'azurerm_user_assigned_identity',
    binding: 'data-azurerm-user-assigned-identity',
    read: (config, context) => {
      const identity = find(inGroup(config, 'Microsoft.ManagedIdentity/userAssignedIdentities', context), context);
      const { principalId, clientId, tenantId } = identity.properties;
      return {
        id: identity.id,
        location: identity.location ?? null,
        tags: tagsOf(identity),
        principal_id: toValue(principalId ?? null),
        client_id: toValue(clientId ?? null),
        tenant_id: toValue(tenantId ?? null),
      };
    },
  },
  {
    type: 'azurerm_key_vault',
    binding: 'data-azurerm-key-vault',
    read: (config, context) => {
      const vault = find(inGroup(config, 'Microsoft.KeyVault/vaults', context), context);
      const names = [
        'tenant_id',
        'sku_name',
        'public_network_access_enabled',
        'purge_protection_enabled',
        'access_policy',
        'network_acls',
      ] as const;
      const rbac = vault.properties.enableRbacAuthorization === true;
      return {
        id: vault.id,
        location: vault.location ?? null,
        tags: tagsOf(vault),
        vault_uri: toValue(vault.properties.vaultUri ?? null),
        rbac_authorization_enabled: rbac,
        enable_rbac_authorization: rbac,
        ...Object.fromEntries(names.map((name) => [name, fieldOf(vault, name)])),
      };
    },
  },
  { type: 'azurerm_role_definition', binding: 'data-azurerm-role-definition', read: roleDefinition },
];

function roleDefinition({ name, role_definition_id: asked, scope }: Values): Values {
  const guid = roleGuid(text(asked) || text(name));
  const found = roleName(guid);
  if (found === undefined || builtInRoles[found] !== guid) {
    throw new ProviderError(
      'loading Role Definition List: could not find role',
      `The sandbox knows no role "${text(name) || text(asked)}".`,
    );
  }
  const id = roleDefinitionId(guid, text(scope));
  return {
    id,
    role_definition_id: guid,
    name: found,
    description: found,
    type: 'BuiltInRole',
    assignable_scopes: ['/'],
    permissions: [],
  };
}

function inGroup(
  { name, resource_group_name: group }: Values,
  armType: string,
  { subscription }: ProviderContext,
): string {
  return `/subscriptions/${subscription}/resourceGroups/${text(group)}/providers/${armType}/${text(name)}`;
}

function find(id: string, { graph }: ProviderContext): ArmResource {
  const resource = graph.get(id);
  if (resource === undefined)
    throw new ProviderError(`${id} was not found`, 'A data source reads what exists already.');
  return resource;
}

function fieldOf(vault: ArmResource, name: string): Value {
  const field = keyVault.fields?.[name];
  return (field === undefined ? undefined : readField(vault, field)) ?? (name === 'network_acls' ? [] : null);
}

function tagsOf({ tags }: ArmResource): Value {
  return { ...tags };
}
