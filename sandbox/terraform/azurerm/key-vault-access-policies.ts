import { ArmError, type ArmResource, type Json, type JsonObject, textOf } from '../../arm';
import { type Behaviour, type ProviderContext } from '../behaviour/behaviour';
import { text } from '../behaviour/ids';
import { toJson } from '../protocol/dynamic-json';
import { type Values } from '../protocol/values';

const armType = 'Microsoft.KeyVault/vaults/accessPolicies';
const permissionKinds = ['certificate', 'key', 'secret', 'storage'] as const;

/** A policy is part of its vault's properties: it is read and written there. */
export const keyVaultAccessPolicy: Behaviour = {
  type: 'azurerm_key_vault_access_policy',
  binding: 'key-vault-access-policy',
  armType,
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
        : { id, type: armType, name: textOf(policy.objectId), properties: policy };
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
      tenant_id: textOf(resource.properties.tenantId),
      ...Object.fromEntries(
        permissionKinds.map((kind) => [
          `${kind}_permissions`,
          permissionList(permissions[`${kind}s`] ?? permissions[kind]),
        ]),
      ),
    };
  },
};

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

/** A vault's inline `access_policy` list as ARM has it. */
export function policiesToArm(policies: Json): Json {
  return (Array.isArray(policies) ? (policies as JsonObject[]) : []).map((policy) =>
    policyToArm(policy as unknown as Values),
  );
}

/** ARM's access policies as the inline list. */
export function policiesFromArm(policies: Json): Json {
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
