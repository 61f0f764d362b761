import { at, is, isSet, type PolicyRule } from '../rule';

const apps = ['azurerm_linux_web_app', 'azurerm_linux_web_app_slot'];
const plans = ['azurerm_service_plan'];
const tls = ['1.2', '1.3'];

/** App Service plans, apps and slots. */
export const appServiceRules: readonly PolicyRule[] = [
  {
    id: 'CKV_AZURE_13',
    types: apps,
    asks: 'An app takes callers with a token only.',
    fix: 'Write auth: { clientId } for the target (construct: auth).',
    passes: is('auth_settings_v2.auth_enabled', true),
  },
  {
    id: 'CKV_AZURE_17',
    types: apps,
    asks: 'Callers of an app show a client certificate.',
    fix: 'Construct: override client_certificate_enabled.',
    passes: is('client_certificate_enabled', true),
  },
  {
    id: 'CKV_AZURE_14',
    types: apps,
    asks: 'An app answers over HTTPS only.',
    fix: 'Construct: do not override https_only.',
    passes: is('https_only', true),
  },
  {
    id: 'CKV_AZURE_15',
    types: apps,
    asks: 'An app takes TLS 1.2 or newer only.',
    fix: 'Construct: do not override site_config.minimum_tls_version.',
    passes: (attributes) => tls.includes(String(at(attributes, 'site_config.minimum_tls_version'))),
  },
  {
    id: 'CKV_AZURE_71',
    types: apps,
    asks: 'An app runs as an identity of its own.',
    fix: 'Construct: do not override identity.',
    passes: isSet('identity.type'),
  },
  {
    id: 'CKV_AZURE_18',
    types: apps,
    asks: 'An app speaks HTTP/2.',
    fix: 'Construct: do not override site_config.http2_enabled.',
    passes: is('site_config.http2_enabled', true),
  },
  {
    id: 'CKV_AZURE_63',
    types: apps,
    asks: 'Requests to an app are logged.',
    fix: 'Construct: do not override logs.',
    passes: isSet('logs.http_logs'),
  },
  {
    id: 'CKV_AZURE_65',
    types: apps,
    asks: "An app's errors are logged in detail.",
    fix: 'Construct: do not override logs.',
    passes: is('logs.detailed_error_messages', true),
  },
  {
    id: 'CKV_AZURE_66',
    types: apps,
    asks: 'Failed requests to an app are traced.',
    fix: 'Construct: do not override logs.',
    passes: is('logs.failed_request_tracing', true),
  },
  {
    id: 'CKV_AZURE_72',
    types: apps,
    asks: 'Nobody debugs an app from afar.',
    fix: 'Construct: do not override site_config.remote_debugging_enabled.',
    passes: (attributes) => at(attributes, 'site_config.remote_debugging_enabled') !== true,
  },
  {
    id: 'CKV_AZURE_78',
    types: apps,
    asks: 'An app takes no plain FTP.',
    fix: 'Construct: do not override site_config.ftps_state.',
    passes: is('site_config.ftps_state', 'Disabled', 'FtpsOnly'),
  },
  {
    id: 'CKV_AZURE_213',
    types: apps,
    asks: "An app's health is checked.",
    fix: 'Construct: do not override site_config.health_check_path.',
    passes: isSet('site_config.health_check_path'),
  },
  {
    id: 'CKV_AZURE_214',
    types: apps,
    asks: 'An app is kept loaded.',
    fix: 'Write another sku than F1 for the plan.',
    passes: is('site_config.always_on', true),
  },
  {
    id: 'CKV_AZURE_222',
    types: ['azurerm_linux_web_app'],
    asks: 'An app has no public network access.',
    fix: 'Write network: { isolation: private } (construct: publicNetworkAccess: false).',
    passes: is('public_network_access_enabled', false),
  },
  {
    id: 'CKV_AZURE_211',
    types: plans,
    asks: 'A plan is of a tier for production.',
    fix: 'Write sku: S1, or any that starts with P or I, for the plan (construct: sku).',
    passes: ({ sku_name: sku }) => !/^[FDB]\d/.test(String(sku)),
  },
  {
    id: 'CKV_AZURE_212',
    types: plans,
    asks: 'A plan has two instances or more.',
    fix: 'Write workers: 2 for the plan (construct: workers).',
    passes: ({ worker_count: workers }) => Number(workers ?? 1) >= 2,
  },
  {
    id: 'CKV_AZURE_225',
    types: plans,
    asks: "A plan's instances are spread over zones.",
    fix: 'Write zoneRedundant: true, workers: 2 and a sku that starts with P or I for the plan.',
    passes: is('zone_balancing_enabled', true),
  },
];
