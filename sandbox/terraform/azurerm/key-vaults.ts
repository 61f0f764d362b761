import { ArmError, type ArmResource, type Json, type JsonObject, textOf } from '../../arm';
import { type Behaviour, type ProviderContext } from '../behaviour/behaviour';
import { property, translated, words } from '../behaviour/fields';
import { childOf, inResourceGroup, text } from '../behaviour/ids';
import { toJson } from '../protocol/dynamic-json';
import { type Values } from '../protocol/values';
import { itemsOf } from '../schema/validation';
import { generatedGuid } from '../behaviour/generated-values';

const armType = 'Microsoft.KeyVault/vaults';
const permissionKinds = ['certificate', 'key', 'secret', 'storage'] as const;

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
    vault_uri: text(resource.properties.vaultUri as string),
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

/** A policy is part of its vault's properties: it is read and written there. */
export const keyVaultAccessPolicy: Behaviour = {
  type: 'azurerm_key_vault_access_policy',
  binding: 'key-vault-access-policy',
  armType: `${armType}/accessPolicies`,
  id: {
    build: ({ key_vault_id: vault, object_id: objectId, application_id: application }) =>
      `${text(vault)}/objectId/${text(objectId)}${text(application) === '' ? '' : `/applicationId/${text(application)}`}`,
    attributes: (id) => {
      const [vault = '', objectId = '', application] = id.split(/\/objectId\/|\/applicationId\//);
      return { key_vault_id: vault, object_id: objectId, application_id: application ?? null };
    },
  },
  forceNew: ['key_vault_id', 'tenant_id', 'object_id', 'application_id'],
  storage: {
    find(id, context) {
      const policy = policiesOf(vaultOf(id, context)).find((candidate) => isPolicy(candidate, id));
      return policy === undefined
        ? undefined
        : { id, type: `${armType}/accessPolicies`, name: text(policy.objectId as string), properties: policy };
    },
    async put(id, attributes, context) {
      const others = policiesOf(vaultOf(id, context)).filter((policy) => !isPolicy(policy, id));
      await putPolicies(id, [...others, policyToArm(attributes)], context);
    },
    async delete(id, context) {
      await putPolicies(
        id,
        policiesOf(vaultOf(id, context)).filter((policy) => !isPolicy(policy, id)),
        context,
      );
    },
  },
  computed: ({ resource }) => {
    const permissions = (resource.properties.permissions ?? {}) as JsonObject;
    return {
      tenant_id: text(resource.properties.tenantId as string),
      ...Object.fromEntries(
        permissionKinds.map((kind) => [
          `${kind}_permissions`,
          permissionList(permissions[`${kind}s`] ?? permissions[kind]),
        ]),
      ),
    };
  },
};

export const keyVaultSecret: Behaviour = {
  type: 'azurerm_key_vault_secret',
  binding: 'key-vault-secret',
  armType: `${armType}/secrets`,
  id: {
    ...childOf('key_vault_id', 'secrets'),
    terraformId: (secret) => `${vaultUri(secret.id)}secrets/${secret.name}/${versionOf(secret)}`,
    armId: (terraformId, find) => {
      if (terraformId.startsWith('/')) return terraformId;
      const [, vault = '', name = ''] = /^https:\/\/([^.]+)\.vault\.[^/]+\/secrets\/([^/]+)/.exec(terraformId) ?? [];
      return find(`${armType}/secrets`).find(
        (secret) => secret.name === name && secret.id.toLowerCase().includes(`/vaults/${vault.toLowerCase()}/`),
      )?.id;
    },
  },
  forceNew: ['key_vault_id', 'name'],
  fields: {
    value: property('value'),
    value_wo: property('value'),
    content_type: property('contentType'),
    expiration_date: property('attributes.exp'),
    not_before_date: property('attributes.nbf'),
  },
  properties: () => ({ changedAt: new Date().toISOString() }),
  sensitive: ['value', 'value_wo'],
  secret: ['value'],
  writeOnly: ['value_wo'],
  exactlyOne: [['value', 'value_wo']],
  changedBy: secretVersionChanges(),
  computed: ({ resource }) => {
    const versionless = `${vaultUri(resource.id)}secrets/${resource.name}`;
    return {
      version: versionOf(resource),
      versionless_id: versionless,
      resource_id: `${resource.id}/versions/${versionOf(resource)}`,
      resource_versionless_id: resource.id,
    };
  },
};

function secretVersionChanges() {
  const versioned = ['id', 'version', 'resource_id'];
  return {
    value: versioned,
    value_wo_version: versioned,
    content_type: versioned,
    expiration_date: versioned,
    not_before_date: versioned,
    tags: versioned,
  };
}

function versionOf(secret: ArmResource): string {
  return generatedGuid(secret.id, text(secret.properties.changedAt as string)).replaceAll('-', '');
}

function vaultUri(childId: string): string {
  return `https://${(/\/vaults\/([^/]+)\//i.exec(childId)?.[1] ?? '').toLowerCase()}.vault.azure.net/`;
}

function vaultOf(policyId: string, { graph }: ProviderContext): ArmResource | undefined {
  return graph.get(policyId.replace(/\/objectId\/.*$/i, ''));
}

function policiesOf(vault: ArmResource | undefined): JsonObject[] {
  return Array.isArray(vault?.properties.accessPolicies) ? (vault.properties.accessPolicies as JsonObject[]) : [];
}

function isPolicy({ objectId, applicationId }: JsonObject, id: string): boolean {
  const suffix = typeof applicationId === 'string' ? `/applicationId/${applicationId}` : '';
  return id.toLowerCase().endsWith(`/objectId/${textOf(objectId)}${suffix}`.toLowerCase());
}

async function putPolicies(id: string, accessPolicies: JsonObject[], context: ProviderContext): Promise<void> {
  const vault = vaultOf(id, context);
  if (vault === undefined)
    throw new ArmError(404, 'ResourceNotFound', `The vault of the access policy '${id}' was not found.`);
  await context.graph.put(vault.id, { ...vault, properties: { ...vault.properties, accessPolicies } });
}

function policyToArm(attributes: Values): JsonObject {
  return {
    tenantId: text(attributes.tenant_id),
    objectId: text(attributes.object_id),
    ...(text(attributes.application_id) === '' ? {} : { applicationId: text(attributes.application_id) }),
    permissions: Object.fromEntries(
      permissionKinds.map((kind) => [
        kind === 'storage' ? kind : `${kind}s`,
        toJson(attributes[`${kind}_permissions`]) ?? [],
      ]),
    ),
  };
}

function policiesToArm(policies: Json): Json {
  return (Array.isArray(policies) ? (policies as JsonObject[]) : []).map((policy) =>
    policyToArm(policy as unknown as Values),
  );
}

function policiesFromArm(policies: Json): Json {
  return (Array.isArray(policies) ? (policies as JsonObject[]) : []).map(
    ({ tenantId, objectId, applicationId, permissions }) => ({
      tenant_id: tenantId ?? '',
      object_id: objectId ?? '',
      application_id: applicationId ?? '',
      ...Object.fromEntries(
        permissionKinds.map((kind) => {
          const granted = (permissions ?? {}) as JsonObject;
          return [`${kind}_permissions`, granted[`${kind}s`] ?? granted[kind] ?? []];
        }),
      ),
    }),
  );
}

function permissionList(value: Json | undefined): string[] | null {
  return Array.isArray(value) && value.length > 0 ? (value as string[]) : null;
}

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

export const keyVaults = [keyVault, keyVaultAccessPolicy, keyVaultSecret];
