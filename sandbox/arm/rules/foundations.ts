import { randomUUID } from 'node:crypto';
import { type Rule } from './rule';

/** Types whose rules are no more than their names, or little more. */
export const foundations: readonly Rule[] = [
  {
    type: 'Microsoft.Resources/resourceGroups',
    name: {
      pattern: /^[-\w.()]{0,89}[-\w()]$/,
      says: '1 to 90 letters, digits, dashes, underscores, dots and parentheses, not ending with a dot',
    },
  },
  {
    type: 'Microsoft.OperationalInsights/workspaces',
    name: {
      pattern: /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
      says: '4 to 63 letters, digits and dashes, with a letter or digit at both ends',
    },
  },
  {
    type: 'Microsoft.Insights/components',
    name: {
      pattern: /^[-\w.()]{0,259}[-\w()]$/,
      says: '1 to 260 letters, digits, dashes, underscores, dots and parentheses, not ending with a dot',
    },
  },
  { type: 'Microsoft.Insights/diagnosticSettings', extension: true },
  {
    type: 'Microsoft.KeyVault/vaults',
    name: {
      pattern: /^(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/,
      says: '3 to 24 letters, digits and single dashes, starting with a letter and ending with a letter or digit',
    },
    unique: {
      within: 'azure',
      code: 'VaultAlreadyExists',
      message: (name) => `The vault name '${name}' is already in use. Vault names are globally unique.`,
    },
    readOnly: ['vaultUri'],
    properties: ({ id, properties, graph }) => ({
      tenantId: graph.tenant,
      accessPolicies: [],
      ...properties,
      vaultUri: `https://${id.name.toLowerCase()}.vault.azure.net/`,
    }),
  },
  {
    type: 'Microsoft.KeyVault/vaults/secrets',
    name: { pattern: /^[a-zA-Z0-9-]{1,127}$/, says: '1 to 127 letters, digits and dashes' },
    secrets: ['value'],
    // Of the vault's own interface: what the sandbox keeps in the place of the secret.
    actions: { getvalue: ({ secrets }) => ({ value: secrets.value ?? null }) },
  },
  {
    type: 'Microsoft.Storage/storageAccounts',
    name: { pattern: /^[a-z0-9]{3,24}$/, says: '3 to 24 lower-case letters and digits' },
    unique: {
      within: 'azure',
      code: 'StorageAccountAlreadyTaken',
      message: (name) => `The storage account named ${name} is already taken.`,
    },
    readOnly: ['primaryEndpoints'],
    properties: ({ id, properties }) => ({
      ...properties,
      primaryEndpoints: Object.fromEntries(
        ['blob', 'dfs', 'file', 'queue', 'table'].map((service) => [
          service,
          `https://${id.name}.${service}.core.windows.net/`,
        ]),
      ),
    }),
    actions: {
      listkeys: ({ key }) => ({
        keys: ['key1', 'key2'].map((keyName) => ({
          keyName,
          permissions: 'FULL',
          value: Buffer.from(key(keyName), 'hex').toString('base64'),
        })),
      }),
    },
  },
  { type: 'Microsoft.Storage/storageAccounts/blobServices', implied: true },
  {
    type: 'Microsoft.Storage/storageAccounts/blobServices/containers',
    name: {
      pattern: /^(?!.*--)[a-z0-9$][a-z0-9-]{1,61}[a-z0-9]$/,
      says: '3 to 63 lower-case letters, digits and single dashes, with a letter or digit at both ends',
    },
  },
  {
    type: 'Microsoft.ContainerRegistry/registries',
    name: { pattern: /^[a-zA-Z0-9]{5,50}$/, says: '5 to 50 letters and digits' },
    unique: {
      within: 'azure',
      code: 'AlreadyInUse',
      message: (name) => `The registry DNS name ${name}.azurecr.io is already in use.`,
    },
    readOnly: ['loginServer'],
    properties: ({ id, properties }) => ({ ...properties, loginServer: `${id.name.toLowerCase()}.azurecr.io` }),
  },
  {
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    name: {
      pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}$/,
      says: '3 to 128 letters, digits, dashes and underscores, starting with a letter or digit',
    },
    readOnly: ['tenantId', 'principalId', 'clientId'],
    properties: ({ properties, existing, graph }) => ({
      ...properties,
      tenantId: graph.tenant,
      principalId: existing?.properties.principalId ?? randomUUID(),
      clientId: existing?.properties.clientId ?? randomUUID(),
    }),
  },
  { type: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials' },
  {
    type: 'Microsoft.CognitiveServices/accounts',
    name: {
      pattern: /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,63}$/,
      says: '2 to 64 letters, digits, dots, dashes and underscores, starting with a letter or digit',
    },
  },
  { type: 'Microsoft.CognitiveServices/accounts/deployments' },
];
