import { type ArmResource, textOf } from '../../arm';
import { type Behaviour } from '../behaviour/behaviour';
import { property } from '../behaviour/fields';
import { generatedGuid } from '../behaviour/generated-values';
import { childOf } from '../behaviour/ids';

const armType = 'Microsoft.KeyVault/vaults/secrets';

export const keyVaultSecret: Behaviour = {
  type: 'azurerm_key_vault_secret',
  binding: 'key-vault-secret',
  armType,
  id: {
    ...childOf('key_vault_id', 'secrets'),
    terraformId: (secret) => `${vaultUri(secret.id)}secrets/${secret.name}/${versionOf(secret)}`,
    armId: (terraformId, find) => {
      if (terraformId.startsWith('/')) return terraformId;
      const [, vault = '', name = ''] = /^https:\/\/([^.]+)\.vault\.[^/]+\/secrets\/([^/]+)/.exec(terraformId) ?? [];
      return find(armType).find(
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
  return generatedGuid(secret.id, textOf(secret.properties.changedAt)).replaceAll('-', '');
}

function vaultUri(childId: string): string {
  return `https://${(/\/vaults\/([^/]+)\//i.exec(childId)?.[1] ?? '').toLowerCase()}.vault.azure.net/`;
}
