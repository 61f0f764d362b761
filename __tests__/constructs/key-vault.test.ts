import { EndpointIdentity, KeyVault } from '../../constructs';
import { endpointIdentity, platformParts } from './platform-parts';
import { synthesized } from './synthesized';

describe('a key vault', () => {
  it('is ruled by roles and protected from purging, if nothing else is said', () => {
    const json = synthesized((stack) => void platformParts(stack));
    expect(json.resource('azurerm_key_vault')).toMatchObject({
      name: 'kv-test',
      tenant_id: 'tenant',
      rbac_authorization_enabled: true,
      purge_protection_enabled: true,
      soft_delete_retention_days: 90,
      public_network_access_enabled: true,
    });
  });

  it('takes every setting', () => {
    const json = synthesized((stack) => {
      const { resourceGroup, logAnalytics } = platformParts(stack);
      new KeyVault(stack, 'other', {
        name: 'kv-other',
        resourceGroup,
        tenantId: 'tenant',
        authorization: 'access-policy',
        purgeProtection: false,
        softDeleteDays: 7,
        publicNetworkAccess: false,
        logAnalytics,
        tags: { owner: 'ml' },
      });
    });
    expect(json.resourceAt('azurerm_key_vault', 'other/Resource')).toMatchObject({
      rbac_authorization_enabled: false,
      purge_protection_enabled: false,
      soft_delete_retention_days: 7,
      public_network_access_enabled: false,
      tags: { owner: 'ml' },
    });
    expect(json.resource('azurerm_monitor_diagnostic_setting').enabled_log).toEqual([{ category: 'AuditEvent' }]);
  });

  it('lets an identity read secrets by role', () => {
    const json = synthesized((stack) => {
      const parts = platformParts(stack);
      parts.keyVault.grantSecretsRead(endpointIdentity(stack, { ...parts, keyVault: parts.keyVault }));
    });
    const roles = json.resources('azurerm_role_assignment').map((role) => String(role.role_definition_name));
    expect(roles.filter((role) => role === 'Key Vault Secrets User')).toHaveLength(1);
    expect(json.resources('azurerm_key_vault_access_policy')).toEqual([]);
  });

  it('lets an identity get and list secrets by policy, and adds to the policy what comes later', () => {
    const json = synthesized((stack) => {
      const parts = platformParts(stack);
      const keyVault = new KeyVault(stack, 'other', {
        name: 'kv-other',
        resourceGroup: parts.resourceGroup,
        tenantId: 'tenant',
        authorization: 'access-policy',
      });
      const identity = new EndpointIdentity(stack, 'identity', { name: 'id-test', ...parts, keyVault });
      keyVault.addAccessPolicy(identity, { secrets: ['Set', 'Get'] });
    });
    expect(json.resource('azurerm_key_vault_access_policy')).toMatchObject({
      tenant_id: 'tenant',
      object_id: expect.stringContaining('principal_id'),
      secret_permissions: ['Get', 'List', 'Set'],
    });
    expect(json.resources('azurerm_role_assignment').map((role) => role.role_definition_name as string)).not.toContain(
      'Key Vault Secrets User',
    );
  });

  it('that exists already is read by the model that it is said to use', () => {
    const json = synthesized((stack) => {
      const parts = platformParts(stack);
      const kv = '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv';
      const keyVault = KeyVault.fromKeyVaultId(stack, 'existing', kv, {
        authorization: 'access-policy',
        tenantId: 'other-tenant',
      });
      new EndpointIdentity(stack, 'identity', { name: 'id-test', ...parts, keyVault });
    });
    expect(json.resource('azurerm_key_vault_access_policy')).toMatchObject({
      key_vault_id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv',
      tenant_id: 'other-tenant',
    });
  });

  const grants = (authorization: 'rbac' | 'access-policy') =>
    synthesized((stack) => {
      const parts = platformParts(stack);
      const vault = new KeyVault(stack, 'other', {
        name: 'kv-other',
        resourceGroup: parts.resourceGroup,
        tenantId: 'tenant',
        authorization,
      });
      const identity = endpointIdentity(stack, parts);
      vault.grantSecretsWrite(identity);
      vault.grantKeysUse(identity);
      vault.grantKeysManage(identity);
      vault.grantCertificatesRead(identity);
      vault.grantCertificatesManage(identity);
    });

  it('grants secrets, keys and certificates by role', () => {
    const roles = grants('rbac')
      .resources('azurerm_role_assignment')
      .map((role) => String(role.role_definition_name));
    expect(roles).toEqual(
      expect.arrayContaining([
        'Key Vault Secrets Officer',
        'Key Vault Crypto User',
        'Key Vault Crypto Officer',
        'Key Vault Certificate User',
        'Key Vault Certificates Officer',
      ]),
    );
  });

  it('grants secrets, keys and certificates by one policy, none of which purges', () => {
    const policy = grants('access-policy').resource('azurerm_key_vault_access_policy');
    expect(policy.secret_permissions).toEqual(['Get', 'List', 'Set', 'Delete', 'Recover']);
    expect(policy.key_permissions).toEqual(expect.arrayContaining(['Decrypt', 'Sign', 'Create', 'Rotate']));
    expect(policy.certificate_permissions).toEqual(expect.arrayContaining(['Get', 'Import']));
    expect(JSON.stringify(policy)).not.toContain('Purge');
  });

  it('refuses policies where roles rule', () => {
    const build = () =>
      synthesized((stack) => {
        const parts = platformParts(stack);
        parts.keyVault.addAccessPolicy(endpointIdentity(stack, parts), { secrets: ['Get'] });
      });
    expect(build).toThrow('ignores access policies');
  });

  it('shows all that is wrong with its props at once', () => {
    const build = () =>
      synthesized((stack) => {
        const { resourceGroup } = platformParts(stack);
        new KeyVault(stack, 'bad', { name: '1', resourceGroup, tenantId: 't', softDeleteDays: 5 });
      });
    expect(build).toThrow('name "1" must be');
    expect(build).toThrow('softDeleteDays is 5, but must be a whole number from 7 to 90');
  });
});
