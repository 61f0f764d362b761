import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, TerraformResource } from 'cdktf';
import { type Environment } from '../../../model/environment';
import { placeholderRelease } from '../../../model/release';
import { findPolicyFindings, PlatformStack, policyRules, ServingStack } from '../../../stacks';
import { aoai, exampleEnvironment, flow, target } from '../example-environment';

const resources = { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1', memory: '2Gi' } };
const { name, identity, traffic, environmentVariables, requestTimeoutSeconds, maxConcurrentRequests, instances } =
  target;
const serving = { name, identity, traffic, environmentVariables };
const online = { ...serving, requestTimeoutSeconds, maxConcurrentRequests, instances };

/** An environment with one of everything. */
const environment: Environment = exampleEnvironment({
  connections: [
    aoai,
    { ...aoai, name: 'search', type: 'cognitive_search', auth: { key: { env: 'KEY', version: '1' } } },
  ],
  clusters: [
    {
      name: 'serving',
      resourceName: 'aks-contoso-dev',
      computeName: 'k8s-serving',
      extensionInstalled: false,
      nodeSize: 'Standard_D4s_v5',
      nodes: 3,
      namespace: 'llmops',
      instanceTypes: {},
      internalLoadBalancer: true,
    },
  ],
  appServicePlans: [{ name: 'web', resourceName: 'asp-web', sku: 'P1v3', workers: 1, zoneRedundant: false }],
  flows: [
    {
      ...flow,
      connections: ['search'],
      targets: [
        target,
        {
          ...online,
          target: 'kubernetes-endpoint',
          name: 'k8s',
          identity: 'id-k8s',
          auth: 'key',
          cluster: 'serving',
          resources,
        },
        { ...serving, target: 'app-service', name: 'app-contoso', identity: 'id-app', auth: 'none', plan: 'web' },
      ],
    },
  ],
});

function stacksOf(of: Environment): { readonly platform: PlatformStack; readonly serving: ServingStack } {
  const outdir = mkdtempSync(join(tmpdir(), 'llmops-rules-'));
  const app = new App({ outdir });
  rmSync(outdir, { recursive: true });
  const state = { kind: 'local', path: 'state' } as const;
  const platform = new PlatformStack(app, of, state);
  return { platform, serving: new ServingStack(app, platform, of, placeholderRelease(of), state) };
}

const { platform, serving: served } = stacksOf(environment);
const storage = 'dev-platform/storage';
const vault = 'dev-platform/key-vault';
const registry = 'dev-platform/registry';
const cluster = 'dev-platform/clusters/serving/cluster';
const plan = 'dev-platform/app-service-plans/web';
const app = 'dev-serving/endpoints/app-contoso';
const secret = 'dev-serving/secrets/connection_search_key';

/** For each rule a resource, an attribute of it, and what it must not and what it must be. */
const attributes: readonly (readonly [rule: string, resource: string, path: string, wrong: unknown, right: unknown])[] =
  [
    ['CKV_AZURE_144', 'dev-platform/workspace', 'public_network_access_enabled', true, false],
    [
      'LLMOPS_DATASTORE_KEYS',
      'dev-platform/workspace/datastore-access',
      'body.properties.systemDatastoresAuthMode',
      'AccessKey',
      'Identity',
    ],
    ['CKV_AZURE_59', storage, 'public_network_access_enabled', true, false],
    ['CKV_AZURE_35', storage, 'network_rules', { default_action: 'Allow' }, { default_action: 'Deny' }],
    ['CKV_AZURE_44', storage, 'min_tls_version', 'TLS1_0', 'TLS1_2'],
    ['CKV_AZURE_190', storage, 'allow_nested_items_to_be_public', true, false],
    ['CKV_AZURE_206', storage, 'account_replication_type', 'LRS', 'GRS'],
    ['CKV_AZURE_244', storage, 'local_user_enabled', true, false],
    ['CKV2_AZURE_38', storage, 'blob_properties', '', { delete_retention_policy: { days: 7 } }],
    ['CKV2_AZURE_40', storage, 'shared_access_key_enabled', true, false],
    ['CKV_AZURE_110', vault, 'purge_protection_enabled', false, true],
    ['CKV_AZURE_189', vault, 'public_network_access_enabled', true, false],
    ['CKV_AZURE_109', vault, 'network_acls', { default_action: 'Allow' }, { default_action: 'Deny' }],
    ['CKV_AZURE_41', secret, 'expiration_date', undefined, '2027-01-01T00:00:00Z'],
    ['CKV_AZURE_114', secret, 'content_type', '', 'a key'],
    ['CKV_AZURE_137', registry, 'admin_enabled', true, false],
    ['CKV_AZURE_138', registry, 'anonymous_pull_enabled', true, false],
    ['CKV_AZURE_139', registry, 'public_network_access_enabled', true, false],
    ['CKV_AZURE_163', registry, 'sku', 'Basic', 'Premium'],
    ['CKV_AZURE_165', registry, 'georeplications', undefined, [{ location: 'northeurope' }]],
    ['CKV_AZURE_233', registry, 'zone_redundancy_enabled', undefined, true],
    [
      'LLMOPS_ENDPOINT_PUBLIC',
      'dev-serving/endpoints/triage-dev-1a2b',
      'body.properties.publicNetworkAccess',
      'Enabled',
      'Disabled',
    ],
    ['LLMOPS_ENDPOINT_KEYS', 'dev-serving/endpoints/k8s', 'body.properties.authMode', 'Key', 'AMLToken'],
    [
      'LLMOPS_DEPLOYMENT_INSIGHTS',
      'dev-serving/endpoints/triage-dev-1a2b/v001',
      'body.properties.appInsightsEnabled',
      false,
      true,
    ],
    ['LLMOPS_CONNECTION_KEYS', 'dev-platform/connections/search', 'body.properties.authType', 'ApiKey', 'AAD'],
    ['CKV_AZURE_13', app, 'auth_settings_v2', undefined, { auth_enabled: true }],
    ['CKV_AZURE_17', app, 'client_certificate_enabled', undefined, true],
    ['CKV_AZURE_14', app, 'https_only', false, true],
    ['CKV_AZURE_15', app, 'site_config.minimum_tls_version', '1.0', '1.2'],
    ['CKV_AZURE_71', app, 'identity.type', '', 'SystemAssigned'],
    ['CKV_AZURE_18', app, 'site_config.http2_enabled', false, true],
    ['CKV_AZURE_63', app, 'logs.http_logs', '', { file_system: {} }],
    ['CKV_AZURE_65', app, 'logs.detailed_error_messages', false, true],
    ['CKV_AZURE_66', app, 'logs.failed_request_tracing', false, true],
    ['CKV_AZURE_72', app, 'site_config.remote_debugging_enabled', true, false],
    ['CKV_AZURE_78', app, 'site_config.ftps_state', 'AllAllowed', 'Disabled'],
    ['CKV_AZURE_213', app, 'site_config.health_check_path', '', '/health'],
    ['CKV_AZURE_214', app, 'site_config.always_on', false, true],
    ['CKV_AZURE_222', app, 'public_network_access_enabled', true, false],
    ['CKV_AZURE_211', plan, 'sku_name', 'B1', 'S1'],
    ['CKV_AZURE_212', plan, 'worker_count', 1, 2],
    ['CKV_AZURE_225', plan, 'zone_balancing_enabled', false, true],
    ['CKV_AZURE_4', cluster, 'oms_agent.log_analytics_workspace_id', '', '/an/id'],
    ['CKV_AZURE_5', cluster, 'role_based_access_control_enabled', false, true],
    ['CKV_AZURE_6', cluster, 'api_server_access_profile', undefined, { authorized_ip_ranges: ['10.0.0.0/8'] }],
    ['CKV_AZURE_115', cluster, 'private_cluster_enabled', false, true],
    ['CKV_AZURE_7', cluster, 'network_profile.network_policy', '', 'calico'],
    ['CKV2_AZURE_29', cluster, 'network_profile.network_plugin', 'kubenet', 'azure'],
    ['CKV_AZURE_116', cluster, 'azure_policy_enabled', false, true],
    ['CKV_AZURE_141', cluster, 'local_account_disabled', false, true],
    ['CKV_AZURE_143', cluster, 'default_node_pool.node_public_ip_enabled', true, false],
    ['CKV_AZURE_168', cluster, 'default_node_pool.max_pods', 30, 50],
    ['CKV_AZURE_170', cluster, 'sku_tier', 'Free', 'Standard'],
    ['CKV_AZURE_171', cluster, 'automatic_upgrade_channel', 'none', 'patch'],
    ['CKV_AZURE_172', cluster, 'key_vault_secrets_provider.secret_rotation_enabled', false, true],
    ['CKV_AZURE_226', cluster, 'default_node_pool.os_disk_type', 'Managed', 'Ephemeral'],
    ['CKV_AZURE_227', cluster, 'default_node_pool.host_encryption_enabled', false, true],
    ['CKV_AZURE_232', cluster, 'default_node_pool.only_critical_addons_enabled', undefined, true],
    ['CKV_AZURE_246', cluster, 'http_application_routing_enabled', true, false],
  ];

/** Rules that look at what refers to a resource. */
const relations = ['LLMOPS_DIAGNOSTICS', 'CKV2_AZURE_32', 'CKV2_AZURE_33'];

function at(path: string): TerraformResource {
  const resources = [platform, served]
    .flatMap((stack) => stack.node.findAll())
    .filter((one): one is TerraformResource => TerraformResource.isTerraformResource(one));
  const found = resources.find(({ node }) => node.path.replace(/\/Resource$/, '') === path);
  if (!found) throw new Error(`there is no resource at ${path}`);
  return found;
}

const rulesOf = (resource: string) =>
  findPolicyFindings(platform, served).flatMap((finding) => (finding.resource === resource ? finding.rule : []));

describe('policy rules', () => {
  it.each(attributes)('%s looks at %s: %s', (rule, resource, path, wrong, right) => {
    if (wrong !== undefined) at(resource).addOverride(path, wrong);
    expect(rulesOf(resource)).toContain(rule);
    at(resource).addOverride(path, right);
    expect(rulesOf(resource)).not.toContain(rule);
  });

  it('are all tried out here, and all in the table of docs/policies.md', () => {
    const ids = policyRules.map(({ id }) => id);
    expect([...attributes.map(([rule]) => rule), ...relations].sort()).toEqual([...ids].sort());
    const docs = readFileSync(resolve(__dirname, '../../../docs/policies.md'), 'utf8');
    expect(ids.filter((id) => !docs.includes(`| \`${id}\``))).toEqual([]);
  });

  it('want logs of who did what in workspace, vault and registry', () => {
    const { platform: bare } = stacksOf(exampleEnvironment());
    const unlogged = () =>
      findPolicyFindings(bare).flatMap(({ rule, resource }) => (rule === 'LLMOPS_DIAGNOSTICS' ? resource : []));
    expect(unlogged()).toEqual([]);
    bare.node.findChild('key-vault').node.tryRemoveChild('diagnostics');
    expect(unlogged()).toEqual(['dev-platform/key-vault']);
  });

  it('want private endpoints, and find those of a private network', () => {
    const network = { ...exampleEnvironment().network, isolation: 'private' } as const;
    const rules = (of: Environment) => findPolicyFindings(stacksOf(of).platform).map(({ rule }) => rule);
    expect(rules(exampleEnvironment())).toEqual(expect.arrayContaining(['CKV2_AZURE_32', 'CKV2_AZURE_33']));
    const closed = rules(exampleEnvironment({ network, containerRegistry: { sku: 'Premium' } }));
    expect(closed.sort()).toEqual(['CKV_AZURE_110', 'CKV_AZURE_165', 'CKV_AZURE_206', 'CKV_AZURE_233']);
  });

  it('see nothing of what exists already', () => {
    const group = '/subscriptions/s/resourceGroups/rg-hub/providers';
    const existing = { storageAccount: `${group}/Microsoft.Storage/storageAccounts/sthub` };
    const found = findPolicyFindings(stacksOf(exampleEnvironment({ existing })).platform);
    expect(found.filter(({ resource }) => resource.startsWith(storage))).toEqual([]);
  });
});
