import { group, storage, vault, workspace, workspaceGraph } from '../arm/sample-subscription';
import { unframed } from './printed';
import { type Config, terraformWorkspace, type TerraformWorkspace, withProviders } from './terraform-workspace';

let terraform: TerraformWorkspace;
const registry = `${group}/providers/Microsoft.ContainerRegistry/registries/crbasic`;
beforeAll(async () => {
  terraform = await terraformWorkspace(async (directory) => {
    const graph = await workspaceGraph(directory);
    await graph.put(registry, { location: 'westeurope', sku: { name: 'Basic' }, properties: {} });
    await graph.patch(workspace, { properties: { managedNetwork: { isolationMode: 'AllowOnlyApprovedOutbound' } } });
    return graph;
  });
});
afterAll(() => terraform.close());

const named = (name: string) => ({ name, resource_group_name: 'rg-contoso-dev' });
const where = (name: string) => ({ ...named(name), location: 'westeurope' });
const outbound = 'azurerm_machine_learning_workspace_network_outbound_rule';
const rule = (name: string) => ({ name, workspace_id: workspace });

function endpoint(name: string, target: string, subresource: string, more: Config = {}): Config {
  return {
    ...where(name),
    subnet_id: '${azurerm_subnet.endpoints.id}',
    private_service_connection: {
      name,
      private_connection_resource_id: target,
      subresource_names: [subresource],
      is_manual_connection: false,
    },
    ...more,
  };
}

const zoneGroup = {
  private_dns_zone_group: { name: 'default', private_dns_zone_ids: ['${azurerm_private_dns_zone.vault.id}'] },
};

type Blocks = Readonly<Record<string, Readonly<Record<string, object>>>>;

const network: Blocks = {
  azurerm_virtual_network: { main: { ...where('vnet'), address_space: ['10.40.0.0/16'] } },
  azurerm_subnet: {
    endpoints: {
      ...named('endpoints'),
      virtual_network_name: '${azurerm_virtual_network.main.name}',
      address_prefixes: ['10.40.0.0/24'],
    },
  },
  azurerm_network_security_group: {
    main: {
      ...where('nsg'),
      security_rule: [securityRule('https', 100), securityRule('nothing-else', 4096)],
    },
  },
  azurerm_subnet_network_security_group_association: {
    endpoints: {
      subnet_id: '${azurerm_subnet.endpoints.id}',
      network_security_group_id: '${azurerm_network_security_group.main.id}',
    },
  },
  azurerm_private_dns_zone: { vault: named('privatelink.vaultcore.azure.net') },
  azurerm_private_dns_zone_virtual_network_link: {
    main: {
      ...named('main'),
      private_dns_zone_name: '${azurerm_private_dns_zone.vault.name}',
      virtual_network_id: '${azurerm_virtual_network.main.id}',
    },
  },
  azurerm_private_endpoint: { vault: endpoint('pe-vault', vault, 'vault', zoneGroup) },
  [`${outbound}_fqdn`]: { api: { ...rule('api'), destination_fqdn: 'api.example.com' } },
  [`${outbound}_private_endpoint`]: {
    storage: { ...rule('storage'), service_resource_id: storage, sub_resource_target: 'blob' },
  },
  [`${outbound}_service_tag`]: {
    factory: { ...rule('factory'), service_tag: 'DataFactory', protocol: 'TCP', port_ranges: '443' },
  },
};

function securityRule(name: string, priority: number): object {
  const unset = { description: null, source_port_ranges: null, destination_port_ranges: null };
  const addresses = { source_address_prefixes: null, destination_address_prefixes: null };
  const groups = { source_application_security_group_ids: null, destination_application_security_group_ids: null };
  return {
    ...unset,
    ...addresses,
    ...groups,
    name,
    priority,
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    source_address_prefix: 'VirtualNetwork',
    source_port_range: '*',
    destination_address_prefix: '*',
    destination_port_range: '443',
  };
}

/** The network with some of its blocks in another form. */
function changed(changes: Blocks = {}): Config {
  const types = [...new Set([...Object.keys(network), ...Object.keys(changes)])];
  return withProviders({
    resource: Object.fromEntries(types.map((type) => [type, { ...network[type], ...changes[type] }])),
  });
}

it('makes a network, an endpoint in it, and ways out of the managed network', async () => {
  await terraform.apply(changed());
  expect((await terraform.plan()).text).toContain('No changes.');
  expect(terraform.attributes('azurerm_private_endpoint.vault')).toMatchObject({
    private_service_connection: [{ private_ip_address: '10.40.0.4' }],
    private_dns_zone_configs: [{ name: 'privatelink-vaultcore-azure-net' }],
  });
  expect(terraform.graph.get(`${workspace}/outboundRules/storage`)?.properties).toMatchObject({
    type: 'PrivateEndpoint',
    category: 'UserDefined',
    destination: { serviceResourceId: storage, subresourceTarget: 'blob', sparkEnabled: false },
  });
});

it('changes in place what Azure changes in place', async () => {
  const subnet = network.azurerm_subnet!.endpoints;
  const text = await terraform.apply(
    changed({
      azurerm_virtual_network: { main: { ...where('vnet'), address_space: ['10.40.0.0/16', '10.50.0.0/16'] } },
      azurerm_subnet: { endpoints: { ...subnet, private_endpoint_network_policies: 'NetworkSecurityGroupEnabled' } },
      azurerm_private_endpoint: { vault: endpoint('pe-vault', vault, 'vault', { ...zoneGroup, tags: { a: 'b' } }) },
      azurerm_network_security_group: { main: { ...where('nsg'), security_rule: [securityRule('https', 200)] } },
      [`${outbound}_fqdn`]: { api: { ...rule('api'), destination_fqdn: '*.example.com' } },
    }),
  );
  expect(text).toContain('0 added, 5 changed, 0 destroyed');
  expect((await terraform.plan()).text).toContain('No changes.');
});

it('replaces an endpoint that is to reach something else', async () => {
  const text = await terraform.apply(
    changed({ azurerm_private_endpoint: { vault: endpoint('pe-vault', storage, 'file', zoneGroup) } }),
  );
  expect(text).toContain('1 added, 4 changed, 1 destroyed');
});

it('imports them by their ids', async () => {
  const config = changed({ azurerm_private_endpoint: { vault: endpoint('pe-vault', storage, 'file', zoneGroup) } });
  const imports = terraform.addresses().map((to) => ({ to, id: terraform.attributes(to).id }));
  expect((await terraform.run('state', 'rm', ...terraform.addresses())).code).toBe(0);
  expect(await terraform.apply({ ...config, import: imports })).toContain('10 imported, 0 added, 0 changed');
});

it.each([
  [
    'a subnet outside the address space',
    { azurerm_subnet: { other: subnetOf('other', '10.60.0.0/24') } },
    ['NetcfgInvalidSubnet'],
  ],
  [
    'overlapping subnets',
    { azurerm_subnet: { other: subnetOf('other', '10.40.0.128/25') } },
    ['NetcfgSubnetRangesOverlap', "overlaps with that of an existing subnet, 'endpoints'"],
  ],
  [
    'a private endpoint to what does not exist',
    { azurerm_private_endpoint: { other: endpoint('pe-other', `${vault}x`, 'vault') } },
    ['InvalidResourceReference', 'kv-contoso-devx'],
  ],
  [
    'an unknown subresource',
    { azurerm_private_endpoint: { other: endpoint('pe-other', vault, 'secrets') } },
    ["has no subresource 'secrets': it has vault"],
  ],
  [
    'a private endpoint to a registry of sku Basic',
    { azurerm_private_endpoint: { other: endpoint('pe-other', registry, 'registry') } },
    ['private endpoints need sku Premium'],
  ],
  [
    'a second link of a network to zones of one name',
    {
      azurerm_private_dns_zone_virtual_network_link: {
        again: {
          ...named('again'),
          private_dns_zone_name: '${azurerm_private_dns_zone.vault.name}',
          virtual_network_id: '${azurerm_virtual_network.main.id}',
        },
      },
    },
    ['cannot be linked to multiple zones with overlapping namespaces'],
  ],
  [
    'two rules of one priority',
    {
      azurerm_network_security_group: {
        other: { ...where('other'), security_rule: [securityRule('one', 100), securityRule('two', 100)] },
      },
    },
    ['SecurityRuleConflict'],
  ],
] as const)('refuses %s', async (_, changes: Blocks, said) => {
  const [type = ''] = Object.keys(changes);
  const blocks = changes[type] ?? {};
  const [name = ''] = Object.keys(blocks);
  terraform.write(
    changed({
      azurerm_private_endpoint: { vault: endpoint('pe-vault', storage, 'file', zoneGroup) },
      ...changes,
      ...(type === 'azurerm_private_endpoint' && {
        [type]: { vault: endpoint('pe-vault', storage, 'file', zoneGroup), ...blocks },
      }),
    }),
  );
  const { code, text } = await terraform.run('apply', '-auto-approve', '-no-color', `-target=${type}.${name}`);
  expect(code).toBe(1);
  for (const words of said) expect(unframed(text)).toContain(words);
});

function subnetOf(name: string, range: string): object {
  return { ...named(name), virtual_network_name: '${azurerm_virtual_network.main.name}', address_prefixes: [range] };
}

it.each(['AllowInternetOutbound', 'Disabled'])('does not let isolation go back to %s', async (isolationMode) => {
  const properties = { managedNetwork: { isolationMode } };
  await expect(terraform.graph.patch(workspace, { properties })).rejects.toThrow(
    `has isolation mode AllowOnlyApprovedOutbound: it cannot go back to ${isolationMode}`,
  );
});

it('makes no endpoint in a managed network before it is provisioned', async () => {
  const { graph } = terraform;
  const put = () =>
    graph.put(`${workspace}/onlineEndpoints/early`, { location: 'westeurope', properties: { authMode: 'Key' } });
  await expect(put()).rejects.toThrow('is not provisioned');
  await graph.action(workspace, 'provisionManagedNetwork', { includeSpark: false });
  expect((await put()).name).toBe('early');
});

it('destroys all of it, and refuses to while something is in use', async () => {
  await expect(terraform.graph.delete(`${group}/providers/Microsoft.Network/virtualNetworks/vnet`)).rejects.toThrow(
    /Subnet endpoints is in use by .*\/pe-vault/,
  );
  await expect(
    terraform.graph.delete(`${group}/providers/Microsoft.Network/networkSecurityGroups/nsg`),
  ).rejects.toThrow('is in use by subnet');
  const { code } = await terraform.run('destroy', '-auto-approve', '-no-color');
  expect(code).toBe(0);
  expect(terraform.graph.all().filter(({ type }) => type.startsWith('Microsoft.Network/'))).toEqual([]);
});
