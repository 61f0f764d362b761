import { type Environment } from '../../model/environment';
import { type Release } from '../../model/release';
import { type AppServiceTarget } from '../../model/target';
import { AppliedEnvironment } from './applied-environment';
import { aoai, assetVersion, exampleEnvironment, exampleRelease, flow, target } from './example-environment';
import { synthesizedEnvironment } from './synthesized-environment';

const elsewhere = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers';
const account = `${elsewhere}/Microsoft.CognitiveServices/accounts/oai-contoso`;
const connections = [
  { ...aoai, resourceId: account },
  { ...aoai, name: 'aoai-too', resourceId: account.replace('accounts', 'Accounts') },
  { name: 'openai', type: 'open_ai', auth: { key: { env: 'OPENAI_KEY', version: '1' } }, configs: {} },
  {
    name: 'crm',
    type: 'custom',
    auth: { token: { env: 'CRM_TOKEN', version: '1' } },
    configs: { url: 'https://crm.contoso.example:8443/api', team: 'support' },
  },
] as const;

const app: AppServiceTarget = {
  target: 'app-service',
  name: 'app-web-dev',
  identity: 'id-app-web-dev',
  auth: 'none',
  plan: 'web',
  traffic: { current: 100, previous: 0 },
  environmentVariables: {},
};
const image = { repository: 'web', tag: 'content-1', environment: assetVersion('flow-serving-web', '1') };
const { flows: versions } = exampleRelease('1');
const release: Release = {
  ...exampleRelease('1'),
  flows: { ...versions, web: { current: { ...assetVersion('web', '1'), image } } },
};

function privateEnvironment(changes: Partial<Environment['network']> = {}, more: Partial<Environment> = {}) {
  const network = { ...exampleEnvironment().network, isolation: 'private', ...changes } as const;
  return exampleEnvironment({
    containerRegistry: { sku: 'Premium' },
    connections,
    flows: [
      { ...flow, connections: ['aoai'], targets: [{ ...target, auth: 'key' }] },
      { ...flow, name: 'web', asset: 'web', targets: [app] },
    ],
    appServicePlans: [{ name: 'web', resourceName: 'asp-web', sku: 'P1v3', workers: 1, zoneRedundant: false }],
    network,
    ...more,
  });
}

describe('an environment with private isolation, as Terraform sees it', () => {
  const { platform, serving } = synthesizedEnvironment(
    privateEnvironment({ outbound: ['*.contoso.example'] }),
    release,
  );

  it('has no public access anywhere', () => {
    expect(platform.resource('azurerm_key_vault')).toMatchObject({
      public_network_access_enabled: false,
      network_acls: { default_action: 'Deny', bypass: 'AzureServices' },
    });
    expect(platform.resource('azurerm_storage_account')).toMatchObject({
      public_network_access_enabled: false,
      network_rules: { default_action: 'Deny', bypass: ['AzureServices'] },
    });
    expect(platform.resource('azurerm_container_registry').public_network_access_enabled).toBe(false);
    expect(platform.resource('azurerm_machine_learning_workspace')).toMatchObject({
      public_network_access_enabled: false,
      managed_network: { isolation_mode: 'AllowOnlyApprovedOutbound' },
    });
    const endpoint = serving.resourceAt('azapi_resource', 'endpoints/triage-dev-1a2b/Resource');
    expect(endpoint.body.properties.publicNetworkAccess).toBe('Disabled');
    expect(platform.providers.azurerm[0].features[0].storage).toEqual([{ data_plane_available: false }]);
  });

  it('is reached by an endpoint for each service, with its names in the zones that Azure wants', () => {
    const endpoints = platform
      .resources('azurerm_private_endpoint')
      .map((endpoint) => [
        endpoint.name as string,
        endpoint.private_service_connection.subresource_names[0] as string,
        (endpoint.private_dns_zone_group.private_dns_zone_ids as string[]).length,
      ]);
    expect(endpoints.sort()).toEqual([
      ['pe-contoso-dev-blob', 'blob', 1],
      ['pe-contoso-dev-file', 'file', 1],
      ['pe-contoso-dev-registry', 'registry', 1],
      ['pe-contoso-dev-vault', 'vault', 1],
      ['pe-contoso-dev-workspace', 'amlworkspace', 2],
    ]);
    const zones = platform.resources('azurerm_private_dns_zone').map(({ name }) => name as string);
    expect(zones.sort()).toEqual([
      'privatelink.api.azureml.ms',
      'privatelink.azurecr.io',
      'privatelink.azurewebsites.net',
      'privatelink.blob.core.windows.net',
      'privatelink.file.core.windows.net',
      'privatelink.notebooks.azure.net',
      'privatelink.vaultcore.azure.net',
    ]);
    expect(platform.resources('azurerm_private_dns_zone_virtual_network_link')).toHaveLength(zones.length);
  });

  it('divides its network between endpoints, apps and cluster nodes', () => {
    expect(platform.resource('azurerm_virtual_network').address_space).toEqual(['10.40.0.0/16']);
    const ranges = platform
      .resources('azurerm_subnet')
      .map((subnet): [string, string] => [subnet.name as string, subnet.address_prefixes[0] as string]);
    expect(Object.fromEntries(ranges)).toEqual({
      endpoints: '10.40.0.0/18',
      apps: '10.40.64.0/18',
      nodes: '10.40.128.0/17',
    });
    expect(platform.resources('azurerm_subnet_network_security_group_association')).toHaveLength(3);
  });

  it('lets deployments reach what connections and configuration name, and nothing else', () => {
    const hosts = platform
      .resources('azurerm_machine_learning_workspace_network_outbound_rule_fqdn')
      .map((rule) => rule.destination_fqdn as string);
    expect(hosts.sort()).toEqual(['*.contoso.example', 'api.openai.com', 'crm.contoso.example']);
    const rule = platform.resource('azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint');
    expect(rule).toMatchObject({ service_resource_id: account, sub_resource_target: 'account' });
    const approval = platform
      .resources('azurerm_role_assignment')
      .find(({ role_definition_name: role }) => role === 'Azure AI Enterprise Network Connection Approver');
    expect(approval).toMatchObject({
      scope: account,
      principal_id: expect.stringContaining('.identity[0].principal_id'),
    });
  });

  it('uses a subnet and zones that exist, and links only what is new', () => {
    const subnet = `${elsewhere}/Microsoft.Network/virtualNetworks/hub/subnets/endpoints`;
    const zone = `${elsewhere}/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`;
    const apps = subnet.replace('endpoints', 'apps');
    const existing = {
      existingSubnet: subnet,
      existingAppSubnet: apps,
      existingPrivateDnsZones: { 'privatelink.azurecr.io': zone },
    };
    const { platform: json, serving: served } = synthesizedEnvironment(privateEnvironment(existing), release);
    expect(served.resource('azurerm_linux_web_app').virtual_network_subnet_id).toBe(apps);
    expect(json.resources('azurerm_virtual_network')).toEqual([]);
    for (const endpoint of json.resources('azurerm_private_endpoint')) expect(endpoint.subnet_id).toBe(subnet);
    const links = json.resources('azurerm_private_dns_zone_virtual_network_link');
    expect(links).toHaveLength(6);
    for (const link of links)
      expect(link.virtual_network_id).toBe(`${elsewhere}/Microsoft.Network/virtualNetworks/hub`);
    const registry = json.resourceAt('azurerm_private_endpoint', 'endpoint-registry/Resource');
    expect(registry.private_dns_zone_group.private_dns_zone_ids).toEqual([zone]);
  });

  it('links an existing zone to a new network', () => {
    const zone = `${elsewhere}/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`;
    const { platform: json } = synthesizedEnvironment(
      privateEnvironment({ existingPrivateDnsZones: { 'privatelink.azurecr.io': zone } }),
    );
    const links = json.resources('azurerm_private_dns_zone_virtual_network_link');
    expect(links).toHaveLength(7);
    expect(links).toContainEqual(
      expect.objectContaining({ resource_group_name: 'rg-hub', private_dns_zone_name: 'privatelink.azurecr.io' }),
    );
  });

  it('reaches apps by an endpoint, and lets them reach what is in the network', () => {
    expect(serving.resource('azurerm_linux_web_app')).toMatchObject({
      public_network_access_enabled: false,
      virtual_network_subnet_id: expect.stringContaining('terraform_remote_state'),
    });
    expect(serving.resource('azurerm_private_endpoint')).toMatchObject({
      name: 'pe-app-web-dev',
      private_service_connection: { subresource_names: ['sites'] },
    });
  });

  it('has no zone for apps where it has no plan for them', () => {
    const flows = [{ ...flow, targets: [target] }];
    const { platform: json } = synthesizedEnvironment(privateEnvironment({}, { appServicePlans: [], flows }));
    const zones = json.resources('azurerm_private_dns_zone').map(({ name }) => name as string);
    expect(zones).not.toContain('privatelink.azurewebsites.net');
  });
});

describe('an environment with private isolation, applied by Terraform in the sandbox', () => {
  let applied: AppliedEnvironment;

  beforeAll(async () => {
    applied = await AppliedEnvironment.open({
      TF_VAR_connection_openai_key: 'key',
      TF_VAR_connection_crm_token: 'token',
    });
  });
  afterAll(() => applied.close());

  it('is there after one apply, and serves', async () => {
    expect((await applied.apply('platform', privateEnvironment())).again).toBe('No changes');
    await applied.register(privateEnvironment(), 'models/triage/versions/1', {
      modelType: 'custom_model',
      modelUri: 'azureml://datastores/workspaceblobstore/paths/triage/1',
    });
    await applied.register(privateEnvironment(), 'environments/flow-serving/versions/3', { image: 'serving:1' });
    expect((await applied.apply('serving', privateEnvironment(), release)).again).toBe('No changes');
    const { endpoints } = await applied.sandbox.status();
    expect(endpoints).toMatchObject([{ name: 'triage-dev-1a2b', traffic: { v001: 100 } }]);
  });

  it('opens one way out more in place', async () => {
    const { first, again } = await applied.apply('platform', privateEnvironment({ outbound: ['api.example.com'] }));
    expect([first, again]).toEqual(['1 to add, 0 to change, 0 to destroy', 'No changes']);
  });

  it('keeps its managed network where it is made public, as Azure lets nobody take that away', async () => {
    await applied.destroy('serving', privateEnvironment(), release);
    const { again } = await applied.apply('platform', privateEnvironment({ isolation: 'public' }));
    expect(again).toBe('No changes');
    const { subscription, names } = privateEnvironment();
    const group = `/subscriptions/${subscription}/resourceGroups/${names.resourceGroup}/providers`;
    const workspace = JSON.parse(
      await applied.read(`${group}/Microsoft.MachineLearningServices/workspaces/${names.workspace}`),
    ) as { properties: object };
    expect(workspace.properties).toMatchObject({
      publicNetworkAccess: 'Enabled',
      managedNetwork: { isolationMode: 'AllowOnlyApprovedOutbound' },
    });
  });

  it('is destroyed, and leaves nothing', async () => {
    await applied.destroy('platform', privateEnvironment({ isolation: 'public' }));
    expect(await applied.sandbox.status()).toMatchObject({ resources: [], endpoints: [] });
  });
});
