import { type Json, type JsonObject, textOf } from '../../arm';
import { type Behaviour } from '../behaviour/behaviour';
import { property, translated, words } from '../behaviour/fields';
import { inResourceGroup } from '../behaviour/ids';
import { toJson } from '../protocol/dynamic-json';
import { itemsOf } from '../schema/validation';
import { policiesFromArm, policiesToArm } from './key-vault-access-policies';

const armType = 'Microsoft.KeyVault/vaults';

export const keyVault: Behaviour = {
  type: 'azurerm_key_vault',
  binding: 'key-vault',
  armType,
  id: inResourceGroup(armType),
  forceNew: ['name', 'resource_group_name', 'location', 'soft_delete_retention_days'],
  defaults: {
    public_network_access_enabled: true,
    soft_delete_retention_days: 90,
    purge_protection_enabled: false,
    enabled_for_deployment: false,
    enabled_for_disk_encryption: false,
    enabled_for_template_deployment: false,
  },
  fields: {
    tenant_id: property('tenantId'),
    sku_name: translated(
      'sku',
      (name) => ({ family: 'A', name }),
      (sku) => (sku as JsonObject).name ?? null,
    ),
    rbac_authorization_enabled: property('enableRbacAuthorization'),
    public_network_access_enabled: words('publicNetworkAccess'),
    soft_delete_retention_days: property('softDeleteRetentionInDays'),
    purge_protection_enabled: property('enablePurgeProtection'),
    enabled_for_deployment: property('enabledForDeployment'),
    enabled_for_disk_encryption: property('enabledForDiskEncryption'),
    enabled_for_template_deployment: property('enabledForTemplateDeployment'),
    access_policy: translated('accessPolicies', policiesToArm, policiesFromArm),
    network_acls: translated('networkAcls', aclsToArm, aclsFromArm),
  },
  properties: (attributes) => ({
    enableSoftDelete: true,
    enableRbacAuthorization:
      attributes.rbac_authorization_enabled === true || attributes.enable_rbac_authorization === true,
  }),
  allowed: { sku_name: ['standard', 'premium'] },
  atMostOne: [['rbac_authorization_enabled', 'enable_rbac_authorization']],
  computed: ({ resource }) => ({
    vault_uri: textOf(resource.properties.vaultUri),
    enable_rbac_authorization: resource.properties.enableRbacAuthorization === true,
    rbac_authorization_enabled: resource.properties.enableRbacAuthorization === true,
  }),
  check: (config) =>
    typeof config.soft_delete_retention_days === 'number' &&
    (config.soft_delete_retention_days < 7 || config.soft_delete_retention_days > 90)
      ? [
          {
            severity: 'error',
            summary: 'Invalid value for an argument',
            detail: `expected soft_delete_retention_days to be in the range (7 - 90), got ${config.soft_delete_retention_days}`,
            attribute: 'soft_delete_retention_days',
          },
        ]
      : [],
};

function aclsToArm(block: Json): Json {
  const [acls] = itemsOf(block as never);
  if (acls === undefined) return null;
  return {
    bypass: toJson(acls.bypass),
    defaultAction: toJson(acls.default_action),
    ipRules: strings(acls.ip_rules).map((value) => ({ value })),
    virtualNetworkRules: strings(acls.virtual_network_subnet_ids).map((id) => ({ id })),
  };
}

function aclsFromArm(value: Json): Json {
  if (value === null) return [];
  const { bypass, defaultAction, ipRules, virtualNetworkRules } = value as Record<string, Json>;
  const list = (rules: Json | undefined, key: string) =>
    Array.isArray(rules) && rules.length > 0 ? (rules as JsonObject[]).map((rule) => rule[key] ?? '') : null;
  return [
    {
      bypass: bypass ?? null,
      default_action: defaultAction ?? null,
      ip_rules: list(ipRules, 'value'),
      virtual_network_subnet_ids: list(virtualNetworkRules, 'id'),
    },
  ];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
