import { type Config, withProviders } from './terraform-workspace';

const group = { resource_group_name: '${azurerm_resource_group.main.name}', location: 'West Europe' };

/** What a machine learning workspace needs, as the platform stack makes it. */
export function platformConfig(
  overrides: {
    tags?: Record<string, string>;
    resources?: Config;
    workspace?: Config;
    vault?: Config;
    location?: string;
  } = {},
): Config {
  const tags = overrides.tags ?? { project: 'contoso' };
  return withProviders({
    data: { azurerm_client_config: { current: {} } },
    resource: {
      azurerm_resource_group: { main: { name: 'rg-contoso-dev', location: overrides.location ?? 'West Europe', tags } },
      azurerm_log_analytics_workspace: { main: { ...group, name: 'log-contoso-dev', retention_in_days: 30, tags } },
      azurerm_application_insights: {
        main: {
          ...group,
          name: 'appi-contoso-dev',
          application_type: 'web',
          workspace_id: '${azurerm_log_analytics_workspace.main.id}',
          tags,
        },
      },
      azurerm_key_vault: {
        main: {
          ...group,
          name: 'kv-contoso-dev',
          tenant_id: '${data.azurerm_client_config.current.tenant_id}',
          sku_name: 'standard',
          rbac_authorization_enabled: false,
          purge_protection_enabled: true,
          network_acls: { bypass: 'AzureServices', default_action: 'Allow' },
          tags,
          ...overrides.vault,
        },
      },
      azurerm_key_vault_access_policy: {
        deployer: {
          key_vault_id: '${azurerm_key_vault.main.id}',
          tenant_id: '${data.azurerm_client_config.current.tenant_id}',
          object_id: '${data.azurerm_client_config.current.object_id}',
          secret_permissions: ['Get', 'List', 'Set', 'Delete'],
        },
      },
      azurerm_storage_account: {
        main: {
          ...group,
          name: 'stcontosodev',
          account_tier: 'Standard',
          account_replication_type: 'LRS',
          shared_access_key_enabled: false,
          blob_properties: { delete_retention_policy: { days: 7 } },
          tags,
        },
      },
      azurerm_storage_container: { data: { name: 'data', storage_account_id: '${azurerm_storage_account.main.id}' } },
      azurerm_container_registry: { main: { ...group, name: 'crcontosodev', sku: 'Basic', tags } },
      azurerm_user_assigned_identity: { endpoint: { ...group, name: 'id-triage-dev', tags } },
      azurerm_machine_learning_workspace: {
        main: {
          ...group,
          name: 'mlw-contoso-dev',
          application_insights_id: '${azurerm_application_insights.main.id}',
          key_vault_id: '${azurerm_key_vault.main.id}',
          storage_account_id: '${azurerm_storage_account.main.id}',
          container_registry_id: '${azurerm_container_registry.main.id}',
          identity: { type: 'SystemAssigned' },
          tags,
          ...overrides.workspace,
        },
      },
      azurerm_role_assignment: {
        pull: {
          scope: '${azurerm_container_registry.main.id}',
          role_definition_name: 'AcrPull',
          principal_id: '${azurerm_user_assigned_identity.endpoint.principal_id}',
          principal_type: 'ServicePrincipal',
        },
      },
      azurerm_monitor_diagnostic_setting: {
        workspace: {
          name: 'logs',
          target_resource_id: '${azurerm_machine_learning_workspace.main.id}',
          log_analytics_workspace_id: '${azurerm_log_analytics_workspace.main.id}',
          enabled_log: [{ category_group: 'allLogs' }],
          enabled_metric: [{ category: 'AllMetrics' }],
        },
      },
      ...overrides.resources,
    },
  });
}
