import { isWithin } from '../../../sandbox/arm';
import { platformConfig } from './platform-config';
import { unframed } from './printed';
import { subscription, terraformWorkspace, type TerraformWorkspace, withProviders } from './terraform-workspace';

const group = `/subscriptions/${subscription}/resourceGroups/rg-contoso-dev`;
const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-contoso-dev`;
const workspaceId = `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-contoso-dev`;

let terraform: TerraformWorkspace;
beforeAll(async () => {
  terraform = await terraformWorkspace();
  await terraform.apply(platformConfig());
});
afterAll(() => terraform.close());

describe('the platform of a workspace', () => {
  it('is applied once: the next plan has no changes', async () => {
    expect((await terraform.plan()).text).toContain('No changes.');
  });

  it('is the same for Terraform and for ARM', () => {
    const { identity, discovery_url: discovery } = terraform.attributes('azurerm_machine_learning_workspace.main');
    const resource = terraform.graph.get(workspaceId)!;
    expect(resource.properties).toMatchObject({ keyVault: vault, discoveryUrl: discovery });
    expect(identity).toMatchObject([{ principal_id: resource.identity?.principalId }]);
    const { vault_uri: uri, network_acls: acls } = terraform.attributes('azurerm_key_vault.main');
    expect(uri).toBe('https://kv-contoso-dev.vault.azure.net/');
    expect(acls).toMatchObject([{ default_action: 'Allow' }]);
    const { primary_blob_endpoint: blob, location } = terraform.attributes('azurerm_storage_account.main');
    expect(blob).toBe('https://stcontosodev.blob.core.windows.net/');
    expect(location).toBe('westeurope');
  });

  it('puts access policies into the vault, and grants into role assignments', () => {
    expect(terraform.graph.get(vault)?.properties.accessPolicies).toMatchObject([
      { permissions: { secrets: ['Get', 'List', 'Set', 'Delete'] } },
    ]);
    const { principal_id: principal } = terraform.attributes('azurerm_user_assigned_identity.endpoint');
    const registry = `${group}/providers/Microsoft.ContainerRegistry/registries/crcontosodev`;
    expect(terraform.graph.hasRole(principal as string, registry, ['7f951dda-4ed3-4680-a7ca-43fe172d538d'])).toBe(true);
  });

  it('changes tags and properties in place', async () => {
    const text = await terraform.apply(
      platformConfig({ tags: { project: 'contoso', team: 'ml' }, vault: { public_network_access_enabled: false } }),
    );
    expect(text).toMatch(/0 added, 8 changed, 0 destroyed/);
    expect(terraform.graph.get(vault)).toMatchObject({
      tags: { team: 'ml' },
      properties: { publicNetworkAccess: 'Disabled' },
    });
    expect(terraform.graph.get(vault)?.properties.accessPolicies).toHaveLength(1);
    expect((await terraform.plan()).text).toContain('No changes.');
  });

  it('sees what was changed beside Terraform, and puts it right', async () => {
    await terraform.graph.patch(vault, { tags: { team: 'others' }, properties: { publicNetworkAccess: 'Enabled' } });
    const { code, text } = await terraform.plan();
    expect(code).toBe(2);
    expect(text).toMatch(/public_network_access_enabled\s+= true -> false/);
    expect(text).toMatch(/"team"\s+= "others" -> "ml"/);
  });

  it('keeps what another tool set in a resource that it updates', async () => {
    await terraform.graph.patch(workspaceId, { properties: { systemDatastoresAuthMode: 'Identity' } });
    await terraform.apply(platformConfig({ workspace: { description: 'Support flows' } }));
    expect(terraform.graph.get(workspaceId)?.properties).toMatchObject({
      description: 'Support flows',
      systemDatastoresAuthMode: 'Identity',
    });
  });

  it('plans a replacement for what Azure cannot change', async () => {
    const { text } = await terraform.plan(platformConfig({ workspace: { high_business_impact: true } }));
    expect(text).toMatch(/high_business_impact\s+= true # forces replacement/);
    expect(text).toContain('2 to add, 0 to change, 2 to destroy');
  });

  it('creates again what somebody deleted', async () => {
    await terraform.graph.delete(`${workspaceId}/providers/Microsoft.Insights/diagnosticSettings/logs`);
    const { text } = await terraform.plan(platformConfig({ workspace: { description: 'Support flows' } }));
    expect(text).toContain('1 to add, 0 to change, 0 to destroy');
  });

  it.each([
    [
      'azurerm_key_vault.main',
      'an unknown argument',
      { vault: { sku: 'standard' } },
      /An argument named "sku" is not expected here|Extraneous JSON object property/,
    ],
    [
      'azurerm_key_vault.main',
      'a wrong word',
      { vault: { sku_name: 'basic' } },
      /expected sku_name to be one of \["standard","premium"\], got basic/,
    ],
    [
      'azurerm_key_vault.main',
      'a bad name',
      { vault: { name: 'kv--dev' } },
      /"name" is "kv--dev": it must be 3 to 24 letters/,
    ],
    [
      'azurerm_key_vault.main',
      'a computed attribute',
      { vault: { vault_uri: 'https://x' } },
      /Can't configure a value for "vault_uri"/,
    ],
    [
      'azurerm_key_vault.main',
      'two names of one setting',
      { vault: { enable_rbac_authorization: true } },
      /only one of rbac_authorization_enabled, enable_rbac_authorization/,
    ],
    [
      'azurerm_key_vault.main',
      'days out of range',
      { vault: { soft_delete_retention_days: 5 } },
      /in the range \(7 - 90\), got 5/,
    ],
  ])('%s refuses %s', async (_address, _what, overrides, message) => {
    terraform.write(platformConfig(overrides));
    const { code, text } = await terraform.run('validate', '-no-color');
    expect(code).toBe(1);
    expect(unframed(text)).toMatch(message);
  });

  it('does not take over what exists already: it names the id to import', async () => {
    await terraform.graph.put(`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-other`, {
      location: 'westeurope',
    });
    const identity = { name: 'id-other', resource_group_name: 'rg-contoso-dev', location: 'westeurope' };
    terraform.write(withProviders({ resource: { azurerm_user_assigned_identity: { other: identity } } }));
    const { code, text } = await terraform.run(
      'apply',
      '-auto-approve',
      '-no-color',
      '-target=azurerm_user_assigned_identity.other',
    );
    expect(code).toBe(1);
    expect(unframed(text)).toContain(
      `A resource with the ID "${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-other" already exists`,
    );
    await terraform.graph.delete(`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-other`);
  });

  it('explains a refusal of Azure with its status and code', async () => {
    const elsewhere = '/subscriptions/s2/resourceGroups/rg-x';
    await terraform.graph.put(elsewhere, { location: 'westeurope' });
    await terraform.graph.put(`${elsewhere}/providers/Microsoft.Storage/storageAccounts/sttaken`, {
      location: 'westeurope',
    });
    const account = {
      name: 'sttaken',
      resource_group_name: 'rg-contoso-dev',
      location: 'westeurope',
      account_tier: 'Standard',
      account_replication_type: 'LRS',
    };
    terraform.write(withProviders({ resource: { azurerm_storage_account: { taken: account } } }));
    const { text } = await terraform.run(
      'apply',
      '-auto-approve',
      '-no-color',
      '-target=azurerm_storage_account.taken',
    );
    expect(text).toMatch(/unexpected status 409 with error: StorageAccountAlreadyTaken/);
  });

  it('is gone after destroy', async () => {
    await terraform.apply(platformConfig());
    const { code } = await terraform.run('destroy', '-auto-approve', '-no-color');
    expect(code).toBe(0);
    expect(terraform.graph.all().filter(({ id }) => isWithin(id, group))).toEqual([]);
  });

  it('is imported by its ids, resource by resource', async () => {
    await terraform.apply(platformConfig());
    const addresses = terraform.addresses();
    const imports = addresses.map((to) => ({ to, id: terraform.attributes(to).id }));
    expect((await terraform.run('state', 'rm', ...addresses)).code).toBe(0);
    await terraform.apply({ ...platformConfig(), import: imports });
    expect((await terraform.plan()).text).toContain('No changes.');
    expect(addresses).toHaveLength(12);
  });

  it('leaves a resource group alone that holds what Terraform does not know', async () => {
    await terraform.graph.put(`${group}/providers/Microsoft.Web/serverFarms/forgotten`, { location: 'westeurope' });
    const { code, text } = await terraform.run('destroy', '-auto-approve', '-no-color');
    expect(code).toBe(1);
    expect(text).toContain('the Resource Group still contains Resources');
    expect(text).toContain('serverFarms/forgotten');
  });
});
