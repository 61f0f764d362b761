import { assignRolesByHand, KeyVault } from '../../constructs';
import { endpointIdentity, platformParts } from './platform-parts';
import { synthesized } from './synthesized';

describe('grants that are left to somebody else', () => {
  it('are no role assignments but warnings, and outputs with what to assign', () => {
    const warnings: string[] = [];
    const json = synthesized((stack) => {
      assignRolesByHand(stack);
      const parts = platformParts(stack);
      const identity = endpointIdentity(stack, parts);
      parts.storageAccount.grantBlobRead(identity);
      warnings.push(...identity.node.metadata.map(({ data }) => String(data)));
    });
    expect(json.resources('azurerm_role_assignment')).toEqual([]);
    expect(warnings).toHaveLength(4);
    expect(warnings).toContainEqual(
      expect.stringMatching(/grant "AcrPull" on test\/registry to test\/identity by hand/),
    );
    expect(json.outputs.grants_by_hand.value).toContainEqual({
      role: 'Storage Blob Data Reader',
      scope: expect.stringContaining('azurerm_storage_account'),
      principal: expect.stringContaining('principal_id'),
    });
  });

  it('do not stop the policies of a vault, which a contributor may write', () => {
    const json = synthesized((stack) => {
      assignRolesByHand(stack);
      const { resourceGroup, ...parts } = platformParts(stack);
      const vault = new KeyVault(stack, 'other', {
        name: 'kv-other',
        resourceGroup,
        tenantId: 'tenant',
        authorization: 'access-policy',
      });
      vault.grantSecretsRead(endpointIdentity(stack, { resourceGroup, ...parts }));
    });
    expect(json.resource('azurerm_key_vault_access_policy').secret_permissions).toEqual(['Get', 'List']);
  });
});
