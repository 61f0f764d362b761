import {
  ApplicationInsights,
  ContainerRegistry,
  Deployer,
  LogAnalytics,
  ResourceGroup,
  StorageAccount,
} from '../../constructs';
import { platformParts } from './platform-parts';
import { synthesized } from './synthesized';

describe('a storage account', () => {
  it('has no shared keys, nothing public, and TLS 1.2', () => {
    const json = synthesized((stack) => void platformParts(stack));
    expect(json.resource('azurerm_storage_account')).toMatchObject({
      account_replication_type: 'LRS',
      shared_access_key_enabled: false,
      allow_nested_items_to_be_public: false,
      default_to_oauth_authentication: true,
      https_traffic_only_enabled: true,
      local_user_enabled: false,
      cross_tenant_replication_enabled: false,
      min_tls_version: 'TLS1_2',
      blob_properties: { delete_retention_policy: { days: 7 } },
    });
  });

  it('takes every setting', () => {
    const json = synthesized((stack) => {
      const { resourceGroup } = platformParts(stack);
      new StorageAccount(stack, 'other', {
        name: 'stother',
        resourceGroup,
        replication: 'ZRS',
        sharedKeyAccess: true,
        publicNetworkAccess: false,
        deleteRetentionDays: 30,
        tags: { owner: 'ml' },
      });
    });
    expect(json.resourceAt('azurerm_storage_account', 'other/Resource')).toMatchObject({
      account_replication_type: 'ZRS',
      shared_access_key_enabled: true,
      public_network_access_enabled: false,
      blob_properties: { delete_retention_policy: { days: 30 }, container_delete_retention_policy: { days: 30 } },
      tags: { owner: 'ml' },
    });
  });

  it('is refused with a bad name or retention', () => {
    const build = () =>
      synthesized((stack) => {
        const { resourceGroup } = platformParts(stack);
        new StorageAccount(stack, 'bad', { name: 'St', resourceGroup, deleteRetentionDays: 0 });
      });
    expect(build).toThrow('name "St" must be 3-24');
    expect(build).toThrow('deleteRetentionDays is 0');
  });
});

describe('a container registry', () => {
  it('has neither an admin user nor anonymous pull', () => {
    const json = synthesized((stack) => void platformParts(stack));
    expect(json.resource('azurerm_container_registry')).toMatchObject({
      sku: 'Standard',
      admin_enabled: false,
      anonymous_pull_enabled: false,
    });
  });

  it('can be closed to the public network with sku Premium only', () => {
    const build = (sku: 'Standard' | 'Premium') =>
      synthesized((stack) => {
        const { resourceGroup } = platformParts(stack);
        const props = { name: 'crother', resourceGroup, publicNetworkAccess: false, sku, tags: { a: 'b' } };
        new ContainerRegistry(stack, 'other', props);
      });
    expect(build('Premium').resourceAt('azurerm_container_registry', 'other/Resource')).toMatchObject({
      sku: 'Premium',
      public_network_access_enabled: false,
      tags: { a: 'b' },
    });
    expect(() => build('Standard')).toThrow('publicNetworkAccess false needs sku "Premium", but sku is "Standard"');
  });
});

describe('Log Analytics and Application Insights', () => {
  it('keep logs for 30 days, or as long as they are told', () => {
    const json = synthesized((stack) => {
      const { resourceGroup } = platformParts(stack);
      new LogAnalytics(stack, 'other', { name: 'log-other', resourceGroup, retentionDays: 90 });
    });
    expect(json.resourceAt('azurerm_log_analytics_workspace', 'logs/Resource').retention_in_days).toBe(30);
    expect(json.resourceAt('azurerm_log_analytics_workspace', 'other/Resource').retention_in_days).toBe(90);
    expect(json.resource('azurerm_application_insights').workspace_id).toContain('azurerm_log_analytics_workspace.');
  });

  it('are refused outside of what Azure takes', () => {
    const build = () =>
      synthesized((stack) => {
        const { resourceGroup } = platformParts(stack);
        new LogAnalytics(stack, 'bad', { name: 'log-other', resourceGroup, retentionDays: 7 });
      });
    expect(build).toThrow('retentionDays is 7, but must be a whole number from 30 to 730');
  });
});

describe('the deployer', () => {
  it('is granted each role once, however often it is asked for', () => {
    const json = synthesized((stack) => {
      const { storageAccount, workspace } = platformParts(stack);
      const deployer = new Deployer(stack, 'deployer');
      storageAccount.grantBlobWrite(deployer);
      storageAccount.grantBlobWrite(deployer);
      workspace.grantDataScience(deployer);
    });
    expect(json.resources('azurerm_role_assignment').map((role) => role.role_definition_name as string)).toEqual([
      'Storage Blob Data Contributor',
      'AzureML Data Scientist',
    ]);
    expect(json.resources('azurerm_role_assignment')[0]).toMatchObject({
      principal_id: expect.stringContaining('data.azurerm_client_config.'),
      scope: expect.stringContaining('azurerm_storage_account.'),
    });
    expect(json.text).not.toContain('skip_service_principal_aad_check');
  });
});

describe('resources that exist already', () => {
  it('are taken by their ids and make nothing', () => {
    const json = synthesized((stack) => {
      const group = '/subscriptions/s/resourceGroups/g';
      expect(ResourceGroup.fromResourceGroupName(stack, 'by-name', 'rg', 'westeurope').name).toBe('rg');
      expect(ResourceGroup.fromResourceGroupId(stack, 'group', group, 'westeurope')).toMatchObject({
        name: 'g',
        location: 'westeurope',
      });
      const deployer = new Deployer(stack, 'deployer');
      StorageAccount.fromStorageAccountId(stack, 'storage', `${group}/storage`).grantBlobRead(deployer);
      const registry = ContainerRegistry.fromContainerRegistryId(stack, 'registry', `${group}/registry`);
      registry.grantPull(deployer);
      expect([registry.loginServer, registry.loginServer]).toEqual([expect.any(String), expect.any(String)]);
      expect(LogAnalytics.fromLogAnalyticsId(stack, 'logs', `${group}/logs`).id).toBe(`${group}/logs`);
      expect(ApplicationInsights.fromApplicationInsightsId(stack, 'appi', `${group}/appi`).id).toBe(`${group}/appi`);
    });
    const grants = json
      .resources('azurerm_role_assignment')
      .map(({ scope, role_definition_name: role }) => `${String(role)} on ${String(scope)}`);
    expect(grants).toEqual([
      'Storage Blob Data Reader on /subscriptions/s/resourceGroups/g/storage',
      'AcrPull on /subscriptions/s/resourceGroups/g/registry',
    ]);
    expect(json.data('azapi_resource').map(({ name, resource_id: id }) => (name ?? id) as string)).toEqual([
      'rg',
      '/subscriptions/s/resourceGroups/g/registry',
    ]);
  });
});
