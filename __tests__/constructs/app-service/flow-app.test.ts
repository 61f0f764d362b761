import { type TerraformStack } from 'cdktf';
import {
  AppServicePlan,
  FlowApp,
  type FlowAppProps,
  LogAnalytics,
  SecretVariable,
  TrafficSplit,
  VaultSecret,
} from '../../../constructs';
import { endpointIdentity, platformParts } from '../platform-parts';
import { type Attributes, type Synthesized, synthesized } from '../synthesized';

const version = (number: number) => ({
  name: `v00${number}`,
  image: { repository: 'triage', tag: `tag-${number}` },
});

type Change = (stack: TerraformStack, parts: ReturnType<typeof platformParts>) => Partial<FlowAppProps>;

/** An app `triage` that runs v001, changed as a test needs it. */
function app(change: Change = () => ({})): Synthesized {
  return synthesized((stack) => {
    const parts = platformParts(stack);
    const plan = new AppServicePlan(stack, 'plan', { name: 'asp-test', resourceGroup: parts.resourceGroup });
    new FlowApp(stack, 'triage', {
      name: 'app-triage',
      resourceGroup: parts.resourceGroup,
      plan,
      identity: endpointIdentity(stack, parts),
      containerRegistry: parts.containerRegistry,
      production: version(1),
      ...change(stack, parts),
    });
  });
}

const routing = (json: Synthesized) => json.resourceAt('azapi_update_resource', 'triage/routing');
const rules = (json: Synthesized): Attributes[] =>
  routing(json).body.properties.experiments.rampUpRules as Attributes[];

describe('an app that serves a flow', () => {
  it('runs an image of the registry as its identity, and is closed to all but https', () => {
    const json = app();
    const clientId = expect.stringMatching(/^\$\{azurerm_user_assigned_identity\..+\.client_id\}$/) as string;
    const identityId = expect.stringMatching(/^\$\{azurerm_user_assigned_identity\..+\.id\}$/) as string;
    expect(json.resource('azurerm_linux_web_app')).toMatchObject({
      name: 'app-triage',
      location: 'westeurope',
      service_plan_id: expect.stringContaining('azurerm_service_plan.'),
      enabled: true,
      https_only: true,
      client_affinity_enabled: false,
      ftp_publish_basic_authentication_enabled: false,
      webdeploy_publish_basic_authentication_enabled: false,
      public_network_access_enabled: true,
      identity: { type: 'UserAssigned', identity_ids: [identityId] },
      key_vault_reference_identity_id: identityId,
      app_settings: {
        WEBSITES_PORT: '8080',
        WEBSITES_ENABLE_APP_SERVICE_STORAGE: 'false',
        AZURE_CLIENT_ID: clientId,
        FLOW_DEPLOYMENT: 'v001',
      },
      site_config: {
        always_on: true,
        http2_enabled: true,
        ftps_state: 'Disabled',
        minimum_tls_version: '1.2',
        health_check_path: '/health',
        health_check_eviction_time_in_min: 5,
        container_registry_use_managed_identity: true,
        container_registry_managed_identity_client_id: clientId,
        application_stack: {
          docker_image_name: 'triage:tag-1',
          docker_registry_url: expect.stringMatching(/^https:\/\/\$\{azurerm_container_registry\..+\.login_server\}$/),
        },
      },
      logs: {
        detailed_error_messages: true,
        failed_request_tracing: true,
        http_logs: { file_system: { retention_in_days: 7, retention_in_mb: 35 } },
      },
    });
    expect(json.resource('azurerm_linux_web_app')).not.toHaveProperty('auth_settings_v2');
  });

  it('starts after the grants of its identity, so that its image can be pulled and its secrets read', () => {
    const json = app();
    const needed = json.resource('azurerm_linux_web_app').depends_on as string[];
    expect(needed).toContainEqual(expect.stringMatching(/^azurerm_role_assignment\..*AcrPull/));
    expect(needed).toContainEqual(expect.stringMatching(/^azurerm_role_assignment\..*KeyVaultSecretsUser/));
  });

  it('has no routing rules without a second version, nor those of a slot that is gone', () => {
    const json = app();
    expect(json.resources('azurerm_linux_web_app_slot')).toEqual([]);
    expect(routing(json)).toMatchObject({
      type: 'Microsoft.Web/sites/config@2024-11-01',
      resource_id: expect.stringMatching(/^\$\{azurerm_linux_web_app\..+\.id\}\/config\/web$/),
      lifecycle: { replace_triggered_by: [expect.stringMatching(/^azurerm_linux_web_app\.\w+$/)] },
    });
    expect(rules(json)).toEqual([]);
  });

  it('shares its traffic with a second version in a slot', () => {
    const json = app(() => ({ slot: version(2), traffic: TrafficSplit.of({ v001: 90, v002: 10 }) }));
    const [production, slot] = [json.resource('azurerm_linux_web_app'), json.resource('azurerm_linux_web_app_slot')];
    expect(slot).toMatchObject({
      name: 'second',
      app_settings: { ...production.app_settings, FLOW_DEPLOYMENT: 'v002' },
      site_config: {
        ...production.site_config,
        application_stack: { ...production.site_config.application_stack, docker_image_name: 'triage:tag-2' },
      },
      identity: production.identity,
      key_vault_reference_identity_id: production.key_vault_reference_identity_id,
      lifecycle: { create_before_destroy: true },
    });
    expect(rules(json)).toEqual([
      {
        name: 'second',
        actionHostName: expect.stringMatching(/^\$\{azurerm_linux_web_app_slot\..+\.default_hostname\}$/),
        reroutePercentage: 10,
      },
    ]);
  });

  it('keeps a second version without traffic within reach of those who ask for it', () => {
    const json = app(() => ({ slot: version(2) }));
    expect(rules(json)).toMatchObject([{ name: 'second', reroutePercentage: 0 }]);
  });

  it('is stopped where it has no traffic at all', () => {
    expect(app(() => ({ traffic: TrafficSplit.none })).resource('azurerm_linux_web_app')).toMatchObject({
      enabled: false,
    });
  });

  it('takes settings, secrets by reference, callers, a network and a place for its logs', () => {
    const json = app((stack, { keyVault }) => ({
      environmentVariables: { TONE: 'kind' },
      secrets: {
        SEARCH_API_KEY: new VaultSecret(stack, 'secret', {
          keyVault,
          name: 'connection-search-key',
          secret: new SecretVariable(stack, 'search', { name: 'search', version: 'b' }),
          contentType: 'key of connection search',
        }),
      },
      auth: { clientId: 'the-client', tenantId: 'the-tenant' },
      publicNetworkAccess: false,
      subnetId: '/subnet',
      slot: version(2),
      logAnalytics: LogAnalytics.fromLogAnalyticsId(stack, 'other-logs', '/logs'),
      tags: { flow: 'triage' },
    }));
    const secret = json.resource('azurerm_key_vault_secret');
    expect(secret).toMatchObject({ name: 'connection-search-key', value_wo: '${var.search}' });
    expect(secret.value_wo_version).toEqual(expect.any(Number));
    for (const type of ['azurerm_linux_web_app', 'azurerm_linux_web_app_slot']) {
      expect(json.resource(type)).toMatchObject({
        app_settings: {
          TONE: 'kind',
          SEARCH_API_KEY: expect.stringMatching(
            /^@Microsoft\.KeyVault\(SecretUri=\$\{azurerm_key_vault_secret\..+\.versionless_id\}\)$/,
          ),
        },
        auth_settings_v2: {
          auth_enabled: true,
          require_authentication: true,
          unauthenticated_action: 'Return401',
          excluded_paths: ['/health'],
          active_directory_v2: {
            client_id: 'the-client',
            tenant_auth_endpoint: 'https://login.microsoftonline.com/the-tenant/v2.0',
            allowed_audiences: ['the-client', 'api://the-client'],
          },
        },
        public_network_access_enabled: false,
        virtual_network_subnet_id: '/subnet',
        vnet_image_pull_enabled: true,
        site_config: { vnet_route_all_enabled: true },
        tags: { flow: 'triage' },
      });
    }
    expect(json.resources('azurerm_monitor_diagnostic_setting')).toHaveLength(2);
    expect(json.resources('azurerm_monitor_diagnostic_setting')[0]).toMatchObject({
      log_analytics_workspace_id: '/logs',
      enabled_log: [
        { category: 'AppServiceHTTPLogs' },
        { category: 'AppServiceConsoleLogs' },
        { category: 'AppServicePlatformLogs' },
      ],
    });
  });

  it('sleeps, and has neither slot nor routing, on a plan of the Free tier', () => {
    const json = app((stack) => ({
      plan: AppServicePlan.fromAppServicePlanId(stack, 'free', '/plans/free', { sku: 'F1', location: 'northeurope' }),
    }));
    expect(json.resource('azurerm_linux_web_app')).toMatchObject({
      service_plan_id: '/plans/free',
      location: 'northeurope',
      site_config: { always_on: false },
    });
    expect(() => routing(json)).toThrow('no azapi_update_resource');
  });

  it('says everything that is wrong at once', () => {
    const build = () =>
      app((stack) => ({
        name: '-triage',
        plan: AppServicePlan.fromAppServicePlanId(stack, 'basic', '/plans/b', { sku: 'B3', location: 'westeurope' }),
        slot: version(1),
        traffic: TrafficSplit.of({ v003: 100 }, { deployment: 'v001', percent: 10 }),
        environmentVariables: { WEBSITES_PORT: '80' },
      }));
    expect(build).toThrow(/name "-triage" must be 2-60 letters/);
    expect(build).toThrow(/a slot needs a plan with slots, but one of tier B3 has none/);
    expect(build).toThrow(/production and slot are both named "v001"/);
    expect(build).toThrow(/traffic names version "v003", but the app has v001/);
    expect(build).toThrow(/App Service mirrors no traffic/);
    expect(build).toThrow(/environmentVariables may not set WEBSITES_PORT/);
  });

  it('can be one that exists already', () => {
    synthesized((stack) => {
      const known = FlowApp.fromFlowAppId(stack, 'known', '/subscriptions/1/sites/app-known');
      expect(known).toMatchObject({ id: '/subscriptions/1/sites/app-known', name: 'app-known' });
    });
  });
});

describe('a secret in a vault', () => {
  it('is not taken in clear text', () => {
    expect(() =>
      synthesized((stack) => {
        const { keyVault } = platformParts(stack);
        new VaultSecret(stack, 'secret', { keyVault, name: 'a_b', secret: { value: 'clear', version: '1' } });
      }),
    ).toThrow(/name "a_b" must be 1-127 letters, digits and dashes; secret is given in clear text/);
  });
});

describe('an App Service plan', () => {
  const plan = (props: Partial<ConstructorParameters<typeof AppServicePlan>[2]>) =>
    synthesized((stack) => {
      const { resourceGroup } = platformParts(stack);
      new AppServicePlan(stack, 'plan', { name: 'asp-test', resourceGroup, ...props });
    });

  it('has one premium Linux machine, if nothing else is said', () => {
    expect(plan({}).resource('azurerm_service_plan')).toMatchObject({
      name: 'asp-test',
      os_type: 'Linux',
      sku_name: 'P1v3',
      worker_count: 1,
      zone_balancing_enabled: false,
    });
  });

  it('takes every setting', () => {
    const json = plan({ sku: 'P2v3', workers: 3, zoneRedundant: true, tags: { team: 'a' } });
    expect(json.resource('azurerm_service_plan')).toMatchObject({
      sku_name: 'P2v3',
      worker_count: 3,
      zone_balancing_enabled: true,
      tags: { team: 'a' },
    });
  });

  it('is refused with what Azure would refuse', () => {
    expect(() => plan({ name: 'a b', workers: 0, sku: 'S1', zoneRedundant: true })).toThrow(
      /name "a b" must be .*; workers is 0.*; zoneRedundant needs a tier that starts with P or I and 2 workers, but the plan has sku "S1" and 0/,
    );
  });
});
