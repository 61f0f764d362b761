import { Deployer, InvalidPropsError, StorageAccount, Workspace } from '../../constructs';
import { platformParts } from './platform-parts';
import { synthesized } from './synthesized';

describe('a workspace', () => {
  it('is made of its vault, storage, registry and Application Insights', () => {
    const json = synthesized((stack) => void platformParts(stack));
    expect(json.resource('azurerm_machine_learning_workspace')).toMatchObject({
      name: 'mlw-test',
      location: 'westeurope',
      resource_group_name: expect.stringContaining('azurerm_resource_group.'),
      key_vault_id: expect.stringContaining('azurerm_key_vault.'),
      storage_account_id: expect.stringContaining('azurerm_storage_account.'),
      container_registry_id: expect.stringContaining('azurerm_container_registry.'),
      application_insights_id: expect.stringContaining('azurerm_application_insights.'),
      identity: { type: 'SystemAssigned' },
      public_network_access_enabled: true,
    });
  });

  it('opens its storage by identities, unless it is told to use the account key', () => {
    const byIdentity = synthesized((stack) => void platformParts(stack));
    expect(byIdentity.resource('azapi_update_resource').body).toEqual({
      properties: { systemDatastoresAuthMode: 'Identity' },
    });
    const byKey = synthesized((stack) => {
      const parts = platformParts(stack);
      new Workspace(stack, 'other', { name: 'mlw-other', ...parts, datastoreAccess: 'AccessKey' });
    });
    expect(byKey.resourceAt('azapi_update_resource', 'other/datastore-access').body).toEqual({
      properties: { systemDatastoresAuthMode: 'AccessKey' },
    });
  });

  it('can be closed to the public network and described', () => {
    const json = synthesized((stack) => {
      const parts = platformParts(stack);
      new Workspace(stack, 'other', {
        name: 'mlw-other',
        ...parts,
        publicNetworkAccess: false,
        description: 'Tickets',
        tags: { owner: 'ml' },
      });
    });
    expect(json.resourceAt('azurerm_machine_learning_workspace', 'other/Resource')).toMatchObject({
      public_network_access_enabled: false,
      description: 'Tickets',
      tags: { owner: 'ml' },
    });
  });

  it('keeps its deployments in a network with approved ways out only, where it is told to', () => {
    const json = synthesized((stack) => {
      const parts = platformParts(stack);
      new Workspace(stack, 'other', { name: 'mlw-other', ...parts, managedNetwork: 'AllowOnlyApprovedOutbound' });
    });
    expect(json.resourceAt('azurerm_machine_learning_workspace', 'other/Resource').managed_network).toEqual({
      isolation_mode: 'AllowOnlyApprovedOutbound',
    });
  });

  it('sends its logs where it is told to', () => {
    const json = synthesized((stack) => {
      const parts = platformParts(stack);
      new Workspace(stack, 'other', { name: 'mlw-other', ...parts });
    });
    const setting = json.resource('azurerm_monitor_diagnostic_setting');
    expect(setting.log_analytics_workspace_id).toContain('azurerm_log_analytics_workspace.');
    expect(setting.log_analytics_destination_type).toBe('Dedicated');
    expect(setting.enabled_log).toContainEqual({ category: 'ModelsChangeEvent' });
  });

  it('is refused with a name that Azure would refuse', () => {
    const build = () => synthesized((stack) => new Workspace(stack, 'bad', { ...platformParts(stack), name: 'a b' }));
    expect(build).toThrow(InvalidPropsError);
    expect(build).toThrow('test/bad: name "a b" must be 3-33');
  });

  it('that exists already is known by its id', () => {
    const json = synthesized((stack) => {
      const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w';
      const workspace = Workspace.fromWorkspaceId(stack, 'existing', id);
      expect(workspace).toMatchObject({
        name: 'w',
        resourceGroupName: 'g',
        subscriptionId: 's',
      });
      expect(workspace.modelId('triage', '3')).toBe(`${id}/models/triage/versions/3`);
      expect(workspace.environmentId('serving', '2')).toBe(`${id}/environments/serving/versions/2`);
      StorageAccount.fromStorageAccountId(stack, 'storage', workspace.storageAccountId).grantBlobRead(
        new Deployer(stack, 'deployer'),
      );
    });
    expect(json.resource('azurerm_role_assignment').scope).toContain('.output.properties.storageAccount}');
    expect(json.resources('azurerm_machine_learning_workspace')).toEqual([]);
    const [workspace] = json.data('azapi_resource');
    expect(workspace?.lifecycle.postcondition[2].error_message).toContain('Workspace w has no containerRegistry');
  });
});
