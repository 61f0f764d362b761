import fc from 'fast-check';
import {
  AddressRange,
  NetworkSecurityGroup,
  PrivateDnsZone,
  PrivateEndpoint,
  ResourceGroup,
  Subnet,
  VirtualNetwork,
} from '../../../constructs';
import { synthesized } from '../synthesized';
import { type TerraformStack } from 'cdktf';

const providers = '/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network';
const tags = { owner: 'ml' };

function group(stack: TerraformStack) {
  return new ResourceGroup(stack, 'group', { name: 'rg-test', location: 'westeurope' });
}

function network(stack: TerraformStack, addressSpace = '10.40.0.0/16') {
  return new VirtualNetwork(stack, 'network', { name: 'vnet-test', resourceGroup: group(stack), addressSpace, tags });
}

describe('a virtual network', () => {
  it('has subnets, each with what it may be used for', () => {
    const json = synthesized((stack) => {
      const virtualNetwork = network(stack);
      const networkSecurityGroup = NetworkSecurityGroup.fromNetworkSecurityGroupId(stack, 'nsg', '/nsg');
      virtualNetwork.addSubnet('endpoints', { addressRange: '10.40.0.0/18', networkSecurityGroup });
      virtualNetwork.addSubnet('apps', {
        addressRange: '10.40.64.0/18',
        delegatedTo: 'Microsoft.Web/serverFarms',
        defaultOutboundAccess: true,
      });
    });
    expect(json.resource('azurerm_virtual_network')).toMatchObject({
      name: 'vnet-test',
      location: 'westeurope',
      address_space: ['10.40.0.0/16'],
      tags,
    });
    expect(json.resourceAt('azurerm_subnet', 'endpoints/Resource')).toMatchObject({
      address_prefixes: ['10.40.0.0/18'],
      default_outbound_access_enabled: false,
      private_endpoint_network_policies: 'NetworkSecurityGroupEnabled',
      virtual_network_name: expect.stringContaining('azurerm_virtual_network.'),
    });
    expect(json.resourceAt('azurerm_subnet', 'apps/Resource')).toMatchObject({
      default_outbound_access_enabled: true,
      delegation: [{ service_delegation: { name: 'Microsoft.Web/serverFarms' } }],
    });
    expect(json.resource('azurerm_subnet_network_security_group_association')).toMatchObject({
      subnet_id: expect.stringContaining('azurerm_subnet.'),
      network_security_group_id: '/nsg',
    });
  });

  it.each([
    ['10.41.0.0/18', "subnet b has range 10.41.0.0/18, which is not within the network's 10.40.0.0/16"],
    ['10.40.32.0/19', 'subnet b has range 10.40.32.0/19, which overlaps that of a, 10.40.0.0/18'],
    ['10.40.1.0/18', 'addressRange of subnet b "10.40.1.0/18" must be an IPv4 range such as 10.40.0.0/16'],
    ['10.40.300.0/24', 'addressRange of subnet b "10.40.300.0/24" must be an IPv4 range'],
  ])('refuses a subnet with range %s', (addressRange, message) => {
    const build = () =>
      synthesized((stack) => {
        const virtualNetwork = network(stack);
        virtualNetwork.addSubnet('a', { addressRange: '10.40.0.0/18' });
        virtualNetwork.addSubnet('b', { addressRange });
      });
    expect(build).toThrow(message);
  });

  it('shows all that is wrong with its props at once', () => {
    const build = () =>
      synthesized(
        (stack) => new VirtualNetwork(stack, 'bad', { name: '-', resourceGroup: group(stack), addressSpace: '10.0' }),
      );
    expect(build).toThrow('name "-" must be 2-64');
    expect(build).toThrow('addressSpace "10.0" must be an IPv4 range');
  });

  it('that exists already gets further subnets', () => {
    const json = synthesized((stack) => {
      const id = `${providers}/virtualNetworks/hub-net`;
      const virtualNetwork = VirtualNetwork.fromVirtualNetworkId(stack, 'hub', id);
      new Subnet(stack, 'subnet', { virtualNetwork, name: 'flows', addressRange: '10.9.0.0/24' });
      expect(Subnet.fromSubnetId(stack, 'there', `${id}/subnets/there`).virtualNetworkId).toBe(id);
    });
    expect(json.resource('azurerm_subnet')).toMatchObject({
      name: 'flows',
      resource_group_name: 'hub',
      virtual_network_name: 'hub-net',
    });
  });
});

test('equal parts of a range fill it, and do not overlap', () => {
  const ranges = fc
    .tuple(fc.nat(255), fc.nat(255), fc.integer({ min: 16, max: 24 }), fc.integer({ min: 0, max: 4 }))
    .map(([second, third, bits, more]) => {
      const third0 = third - (third % 2 ** (24 - bits));
      return { text: `10.${second}.${third0}.0/${bits}`, more };
    });
  fc.assert(
    fc.property(ranges, ({ text, more }) => {
      const range = AddressRange.parse(text)!;
      expect(range.toString()).toBe(text);
      const parts = Array.from({ length: 2 ** more }, (_, index) => range.part(more, index));
      parts.forEach((part, index) => {
        expect(range.contains(part)).toBe(true);
        expect(AddressRange.parse(part.toString())).toEqual(part);
        expect(parts.findIndex((other) => other.overlaps(part))).toBe(index);
      });
    }),
    { numRuns: 50 },
  );
});

describe('a network security group', () => {
  it('lets in what its rules say', () => {
    const json = synthesized((stack) => {
      new NetworkSecurityGroup(stack, 'nsg', {
        name: 'nsg-test',
        resourceGroup: group(stack),
        inbound: [
          { name: 'https', priority: 100, access: 'Allow', from: 'VirtualNetwork', port: 443 },
          { name: 'nothing-else', priority: 4096, access: 'Deny', from: '*' },
        ],
        tags,
      });
    });
    expect(json.resource('azurerm_network_security_group')).toMatchObject({
      tags,
      security_rule: [
        { name: 'https', protocol: 'Tcp', destination_port_range: '443', source_address_prefix: 'VirtualNetwork' },
        { name: 'nothing-else', protocol: '*', destination_port_range: '*', access: 'Deny' },
      ],
    });
  });

  it('refuses rules that Azure would refuse', () => {
    const rule = { access: 'Allow', from: '*', priority: 99 } as const;
    const build = () =>
      synthesized((stack) => {
        const inbound = [
          { ...rule, name: 'a' },
          { ...rule, name: 'b' },
        ];
        new NetworkSecurityGroup(stack, 'nsg', { name: 'nsg-test', resourceGroup: group(stack), inbound });
      });
    expect(build).toThrow('priority of rule a is 99, but must be a whole number from 100 to 4096');
    expect(build).toThrow('two rules have the same priority');
  });
});

describe('a private endpoint', () => {
  it('gives a resource an address in a subnet, and names in zones', () => {
    const json = synthesized((stack) => {
      const resourceGroup = group(stack);
      const zone = new PrivateDnsZone(stack, 'zone', { name: 'privatelink.azurecr.io', resourceGroup, tags });
      zone.linkTo('hub', `${providers}/virtualNetworks/hub`);
      new PrivateEndpoint(stack, 'endpoint', {
        name: 'pe-test',
        resourceGroup,
        subnet: Subnet.fromSubnetId(stack, 'subnet', '/subnet'),
        targetId: '/registry',
        subresource: 'registry',
        privateDnsZones: [zone],
        tags,
      });
      new PrivateEndpoint(stack, 'nameless', {
        name: 'pe-nameless',
        resourceGroup,
        subnet: Subnet.fromSubnetId(stack, 'other', '/subnet'),
        targetId: '/vault',
        subresource: 'vault',
      });
    });
    expect(json.resourceAt('azurerm_private_endpoint', 'endpoint/Resource')).toMatchObject({
      name: 'pe-test',
      subnet_id: '/subnet',
      private_service_connection: {
        private_connection_resource_id: '/registry',
        subresource_names: ['registry'],
        is_manual_connection: false,
      },
      private_dns_zone_group: { private_dns_zone_ids: [expect.stringContaining('azurerm_private_dns_zone.')] },
      tags,
    });
    expect(json.resourceAt('azurerm_private_endpoint', 'nameless/Resource')).not.toHaveProperty(
      'private_dns_zone_group',
    );
    expect(json.resource('azurerm_private_dns_zone')).toMatchObject({ name: 'privatelink.azurecr.io', tags });
    expect(json.resource('azurerm_private_dns_zone_virtual_network_link')).toMatchObject({
      name: 'hub',
      virtual_network_id: `${providers}/virtualNetworks/hub`,
      registration_enabled: false,
    });
  });

  it('is refused with a bad name and without the zones that it says it has', () => {
    const build = () =>
      synthesized((stack) => {
        new PrivateEndpoint(stack, 'bad', {
          name: '-',
          resourceGroup: group(stack),
          subnet: Subnet.fromSubnetId(stack, 'subnet', '/subnet'),
          targetId: '/vault',
          subresource: 'vault',
          privateDnsZones: [],
        });
      });
    expect(build).toThrow('name "-" must be 2-64');
    expect(build).toThrow('privateDnsZones is empty');
  });
});
