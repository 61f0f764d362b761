import { type Json, type JsonObject } from '../../arm';
import { type Behaviour } from '../behaviour/behaviour';
import { property, translated, words } from '../behaviour/fields';
import { inResourceGroup, text } from '../behaviour/ids';
import { generatedGuid } from '../behaviour/generated-values';

export const logAnalyticsWorkspace: Behaviour = {
  type: 'azurerm_log_analytics_workspace',
  binding: 'log-analytics-workspace',
  armType: 'Microsoft.OperationalInsights/workspaces',
  id: inResourceGroup('Microsoft.OperationalInsights/workspaces'),
  forceNew: ['name', 'resource_group_name', 'location'],
  defaults: {
    sku: 'PerGB2018',
    retention_in_days: 30,
    daily_quota_gb: -1,
    allow_resource_only_permissions: true,
    internet_ingestion_enabled: true,
    internet_query_enabled: true,
  },
  fields: {
    sku: property('sku.name'),
    retention_in_days: property('retentionInDays'),
    daily_quota_gb: property('workspaceCapping.dailyQuotaGb'),
    internet_ingestion_enabled: words('publicNetworkAccessForIngestion'),
    internet_query_enabled: words('publicNetworkAccessForQuery'),
    allow_resource_only_permissions: property('features.enableLogAccessUsingOnlyResourcePermissions'),
  },
  allowed: {
    sku: ['PerGB2018', 'PerNode', 'Standalone', 'Standard', 'Premium', 'CapacityReservation', 'LACluster', 'Free'],
  },
  computed: ({ resource, attributes, key }) => {
    const disabled = attributes.local_authentication_disabled ?? attributes.local_authentication_enabled === false;
    return {
      workspace_id: generatedGuid(resource.id),
      primary_shared_key: key('primary'),
      secondary_shared_key: key('secondary'),
      local_authentication_disabled: disabled,
      local_authentication_enabled: disabled !== true,
    };
  },
  sensitive: ['primary_shared_key', 'secondary_shared_key'],
};

export const applicationInsights: Behaviour = {
  type: 'azurerm_application_insights',
  binding: 'application-insights',
  armType: 'Microsoft.Insights/components',
  id: inResourceGroup('Microsoft.Insights/components'),
  forceNew: ['name', 'resource_group_name', 'location', 'application_type'],
  defaults: {
    retention_in_days: 90,
    sampling_percentage: 100,
    daily_data_cap_in_gb: 100,
    daily_data_cap_notifications_disabled: false,
    disable_ip_masking: false,
    local_authentication_disabled: false,
    internet_ingestion_enabled: true,
    internet_query_enabled: true,
    force_customer_storage_for_profiler: false,
  },
  fields: {
    application_type: property('Application_Type'),
    workspace_id: property('WorkspaceResourceId'),
    retention_in_days: property('RetentionInDays'),
    sampling_percentage: property('SamplingPercentage'),
    disable_ip_masking: property('DisableIpMasking'),
    local_authentication_disabled: property('DisableLocalAuth'),
    internet_ingestion_enabled: words('publicNetworkAccessForIngestion'),
    internet_query_enabled: words('publicNetworkAccessForQuery'),
    force_customer_storage_for_profiler: property('ForceCustomerStorageForProfiler'),
  },
  allowed: { application_type: ['web', 'other', 'java', 'MobileCenter', 'phone', 'store', 'ios', 'Node.JS'] },
  properties: () => ({ Flow_Type: 'Bluefield', Request_Source: 'rest' }),
  computed: ({ resource }) => {
    const instrumentationKey = generatedGuid(resource.id, 'instrumentation');
    const region = resource.location ?? '';
    return {
      app_id: generatedGuid(resource.id, 'application'),
      instrumentation_key: instrumentationKey,
      connection_string: `InstrumentationKey=${instrumentationKey};IngestionEndpoint=https://${region}.in.applicationinsights.azure.com/`,
    };
  },
  sensitive: ['instrumentation_key', 'connection_string'],
};

export const diagnosticSetting: Behaviour = {
  type: 'azurerm_monitor_diagnostic_setting',
  binding: 'monitor-diagnostic-setting',
  armType: 'Microsoft.Insights/diagnosticSettings',
  id: {
    build: ({ name, target_resource_id: target }) =>
      `${text(target)}/providers/Microsoft.Insights/diagnosticSettings/${text(name)}`,
    attributes: (armId) => ({
      name: armId.split('/').at(-1) ?? null,
      target_resource_id: armId.replace(/\/providers\/Microsoft\.Insights\/diagnosticSettings\/[^/]+$/i, ''),
    }),
    terraformId: ({ id, name }) =>
      `${id.replace(/\/providers\/Microsoft\.Insights\/diagnosticSettings\/[^/]+$/i, '')}|${name}`,
    armId: (terraformId) => terraformId.replace('|', '/providers/Microsoft.Insights/diagnosticSettings/'),
  },
  forceNew: ['name', 'target_resource_id'],
  fields: {
    log_analytics_workspace_id: property('workspaceId'),
    log_analytics_destination_type: property('logAnalyticsDestinationType'),
    storage_account_id: property('storageAccountId'),
    eventhub_authorization_rule_id: property('eventHubAuthorizationRuleId'),
    eventhub_name: property('eventHubName'),
    partner_solution_id: property('marketplacePartnerId'),
    enabled_log: translated('logs', logsToArm, logsFromArm),
    enabled_metric: translated('metrics', metricsToArm, metricsFromArm),
  },
  allowed: { log_analytics_destination_type: ['Dedicated', 'AzureDiagnostics'] },
  check: (config) => {
    const targets = [
      'log_analytics_workspace_id',
      'storage_account_id',
      'eventhub_authorization_rule_id',
      'partner_solution_id',
    ];
    if (targets.some((name) => (config[name] ?? null) !== null)) return [];
    return [
      {
        severity: 'error',
        summary: 'Missing required argument',
        detail: `one of ${targets.join(', ')} must be specified.`,
      },
    ];
  },
};

function logsToArm(logs: Json): Json {
  return objects(logs).map(({ category, category_group: group }) => ({
    enabled: true,
    ...(typeof category === 'string' ? { category } : {}),
    ...(typeof group === 'string' ? { categoryGroup: group } : {}),
  }));
}

function logsFromArm(logs: Json): Json {
  return objects(logs)
    .filter(({ enabled }) => enabled === true)
    .map(({ category, categoryGroup }) => ({
      category: category ?? null,
      category_group: categoryGroup ?? null,
      retention_policy: [],
    }));
}

function metricsToArm(metrics: Json): Json {
  return objects(metrics).map(({ category }) => ({ enabled: true, category: category ?? null }));
}

function metricsFromArm(metrics: Json): Json {
  return objects(metrics)
    .filter(({ enabled }) => enabled === true)
    .map(({ category }) => ({ category: category ?? null }));
}

function objects(value: Json): JsonObject[] {
  return Array.isArray(value) ? (value as JsonObject[]) : [];
}

export const monitoring = [logAnalyticsWorkspace, applicationInsights, diagnosticSetting];
