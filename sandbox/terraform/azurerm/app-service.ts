import { type ArmResource, type JsonObject, textOf } from '../../arm';
import { type Behaviour, type Computation } from '../behaviour/behaviour';
import { at, type Field, property, words } from '../behaviour/fields';
import { generatedGuid } from '../behaviour/generated-values';
import { childOf, inResourceGroup, text } from '../behaviour/ids';
import { type Values } from '../protocol/values';
import { type Diagnostic } from '../provider';
import { itemsOf } from '../schema/validation';
import { camelBlock } from './camel-block';

const planType = 'Microsoft.Web/serverFarms';
const siteType = 'Microsoft.Web/sites';

const linuxTiers = /^(F1|B[1-3]|S[1-3]|P0v[34]|P[1-3]v[2-4]|P[1-5]mv[34]|I[1-6]v2|I[1-5]mv2|D1|SHARED|FREE)$/;

export const servicePlan: Behaviour = {
  type: 'azurerm_service_plan',
  binding: 'service-plan',
  armType: planType,
  id: inResourceGroup(planType),
  forceNew: ['name', 'resource_group_name', 'location', 'os_type'],
  defaults: {
    worker_count: 1,
    zone_balancing_enabled: false,
    per_site_scaling_enabled: false,
    premium_plan_auto_scale_enabled: false,
  },
  fields: {
    sku_name: at('sku.name'),
    worker_count: at('sku.capacity'),
    zone_balancing_enabled: property('zoneRedundant'),
    per_site_scaling_enabled: property('perSiteScaling'),
  },
  properties: (attributes) => ({ reserved: attributes.os_type === 'Linux' }),
  allowed: { os_type: ['Linux', 'Windows', 'WindowsContainer'] },
  check: ({ sku_name: sku }) =>
    typeof sku === 'string' && !linuxTiers.test(sku)
      ? [invalid('sku_name', `"${sku}" is no tier of a plan for apps.`)]
      : [],
  computed: ({ resource, attributes }) => ({
    kind: attributes.os_type === 'Linux' ? 'linux' : 'app',
    reserved: resource.properties.reserved === true,
    maximum_elastic_worker_count: attributes.maximum_elastic_worker_count ?? 1,
  }),
};

const siteDefaults: Values = {
  client_affinity_enabled: false,
  client_certificate_enabled: false,
  client_certificate_mode: 'Required',
  enabled: true,
  ftp_publish_basic_authentication_enabled: true,
  https_only: false,
  public_network_access_enabled: true,
  virtual_network_backup_restore_enabled: false,
  vnet_image_pull_enabled: false,
  webdeploy_publish_basic_authentication_enabled: true,
  'site_config.always_on': true,
  'site_config.container_registry_use_managed_identity': false,
  'site_config.ftps_state': 'Disabled',
  'site_config.http2_enabled': false,
  'site_config.ip_restriction_default_action': 'Allow',
  'site_config.load_balancing_mode': 'LeastRequests',
  'site_config.local_mysql_enabled': false,
  'site_config.managed_pipeline_mode': 'Integrated',
  'site_config.minimum_tls_version': '1.2',
  'site_config.remote_debugging_enabled': false,
  'site_config.scm_ip_restriction_default_action': 'Allow',
  'site_config.scm_minimum_tls_version': '1.2',
  'site_config.scm_use_main_ip_restriction': false,
  'site_config.use_32_bit_worker': true,
  'site_config.vnet_route_all_enabled': false,
  'site_config.websockets_enabled': false,
  'logs.detailed_error_messages': false,
  'logs.failed_request_tracing': false,
  'auth_settings_v2.auth_enabled': false,
  'auth_settings_v2.forward_proxy_convention': 'NoProxy',
  'auth_settings_v2.http_route_api_prefix': '/.auth',
  'auth_settings_v2.require_authentication': false,
  'auth_settings_v2.require_https': true,
  'auth_settings_v2.runtime_version': '~1',
  'auth_settings_v2.unauthenticated_action': 'RedirectToLoginPage',
  'auth_settings_v2.active_directory_v2.www_authentication_disabled': false,
  'auth_settings_v2.login.cookie_expiration_convention': 'FixedTime',
  'auth_settings_v2.login.cookie_expiration_time': '08:00:00',
  'auth_settings_v2.login.nonce_expiration_time': '00:05:00',
  'auth_settings_v2.login.preserve_url_fragments_for_logins': false,
  'auth_settings_v2.login.token_refresh_extension_time': 72,
  'auth_settings_v2.login.token_store_enabled': false,
  'auth_settings_v2.login.validate_nonce': true,
};

const siteConfig = camelBlock('siteConfig', {
  http2_enabled: 'http20Enabled',
  minimum_tls_version: 'minTlsVersion',
  container_registry_use_managed_identity: 'acrUseManagedIdentityCreds',
  container_registry_managed_identity_client_id: 'acrUserManagedIdentityID',
  use_32_bit_worker: 'use32BitWorkerProcess',
});

const dockerPrefix = 'DOCKER|';

/** `DOCKER|<host>/<repository>:<tag>` in the place of Terraform's two arguments, as ARM names what an app runs. */
const siteConfigField: Field = {
  ...siteConfig,
  toArm(blocks) {
    const config = siteConfig.toArm(blocks) as JsonObject;
    const [stack] = (config.applicationStack ?? []) as readonly JsonObject[];
    const image = textOf(stack?.dockerImageName);
    if (image === '') return config;
    const host = textOf(stack?.dockerRegistryUrl).replace(/^https:\/\//, '');
    return { ...config, linuxFxVersion: `${dockerPrefix}${host}/${image}` };
  },
  fromArm(value) {
    const config = value as JsonObject;
    const address = textOf(config.linuxFxVersion);
    const [stack] = (config.applicationStack ?? []) as readonly JsonObject[];
    if (stack === undefined || !address.startsWith(dockerPrefix)) return siteConfig.fromArm(value);
    const [, host = '', image = ''] = /^DOCKER\|([^/]+)\/(.+)$/.exec(address) ?? [];
    const docker = { ...stack, dockerImageName: image, dockerRegistryUrl: `https://${host}` };
    return siteConfig.fromArm({ ...config, applicationStack: [docker] });
  },
};

const siteFields: Readonly<Record<string, Field>> = {
  enabled: property('enabled'),
  https_only: property('httpsOnly'),
  client_affinity_enabled: property('clientAffinityEnabled'),
  public_network_access_enabled: words('publicNetworkAccess'),
  key_vault_reference_identity_id: property('keyVaultReferenceIdentity'),
  virtual_network_subnet_id: property('virtualNetworkSubnetId'),
  app_settings: property('appSettings'),
  site_config: siteConfigField,
  auth_settings_v2: camelBlock('authSettingsV2'),
};

export const linuxWebApp: Behaviour = {
  type: 'azurerm_linux_web_app',
  binding: 'linux-web-app',
  armType: siteType,
  id: inResourceGroup(siteType),
  forceNew: ['name', 'resource_group_name', 'location'],
  defaults: siteDefaults,
  fields: {
    ...siteFields,
    service_plan_id: property('serverFarmId'),
    sticky_settings: camelBlock('slotConfigNames'),
  },
  sensitive: ['site_credential', 'custom_domain_verification_id'],
  check: checkSite,
  computed: siteValues,
};

export const linuxWebAppSlot: Behaviour = {
  type: 'azurerm_linux_web_app_slot',
  binding: 'linux-web-app-slot',
  armType: `${siteType}/slots`,
  id: childOf('app_service_id', 'slots'),
  forceNew: ['name', 'app_service_id'],
  defaults: siteDefaults,
  fields: siteFields,
  sensitive: ['site_credential', 'custom_domain_verification_id'],
  check: checkSite,
  computed: (computation) => ({ ...siteValues(computation), app_metadata: {} }),
};

export const appService = [servicePlan, linuxWebApp, linuxWebAppSlot];

function siteValues({ resource, attributes, key }: Computation): Values {
  return {
    default_hostname: textOf(resource.properties.defaultHostName),
    custom_domain_verification_id: generatedGuid(resource.id, 'domain').replaceAll('-', ''),
    hosting_environment_id: '',
    kind: 'app,linux,container',
    key_vault_reference_identity_id: attributes.key_vault_reference_identity_id ?? 'SystemAssigned',
    outbound_ip_address_list: [],
    outbound_ip_addresses: '',
    possible_outbound_ip_address_list: [],
    possible_outbound_ip_addresses: '',
    site_credential: [{ name: `$${credentialName(resource)}`, password: key('publishing') }],
    zip_deploy_file: attributes.zip_deploy_file ?? '',
  };
}

function credentialName({ id, name }: ArmResource): string {
  const [, app = ''] = /\/sites\/([^/]+)\/slots\//i.exec(id) ?? [];
  return app === '' ? name : `${app}__${name}`;
}

function checkSite(config: Values): readonly Diagnostic[] {
  const [site] = itemsOf(config.site_config);
  if (site === undefined) return [];
  const [stack] = itemsOf(site.application_stack);
  const hasPath = (site.health_check_path ?? null) !== null;
  const hasTime = (site.health_check_eviction_time_in_min ?? null) !== null;
  const image = (stack?.docker_image_name ?? null) !== null;
  const registry = (stack?.docker_registry_url ?? null) !== null;
  const reserved = Object.keys(config.app_settings ?? {}).filter((name) => name.startsWith('DOCKER_REGISTRY_SERVER_'));
  return [
    ...(hasPath === hasTime
      ? []
      : [
          invalid(
            'site_config',
            'health_check_path and health_check_eviction_time_in_min go together: all of them must be specified.',
          ),
        ]),
    ...(image === registry
      ? []
      : [
          invalid(
            'site_config',
            'docker_image_name and docker_registry_url go together: all of them must be specified.',
          ),
        ]),
    ...(text(stack?.docker_registry_password) === ''
      ? []
      : [
          invalid(
            'site_config',
            'The sandbox takes images by managed identity only: it would have to keep docker_registry_password.',
          ),
        ]),
    ...reserved.map((name) => invalid('app_settings', `${name} is set by the provider: use docker_registry_url.`)),
  ];
}

function invalid(attribute: string, detail: string): Diagnostic {
  return { severity: 'error', summary: 'Invalid value for an argument', detail, attribute };
}
