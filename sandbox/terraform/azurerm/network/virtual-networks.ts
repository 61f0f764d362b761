import { ArmError, type ArmResource, type Json, type JsonObject } from '../../../arm';
import { type Behaviour, type ProviderContext } from '../../behaviour/behaviour';
import { property, translated, words } from '../../behaviour/fields';
import { generatedGuid } from '../../behaviour/generated-values';
import { inResourceGroup, text } from '../../behaviour/ids';
import { type Values } from '../../protocol/values';
import { type Diagnostic, ProviderError } from '../../provider';

const networkType = 'Microsoft.Network/virtualNetworks';
const subnetType = `${networkType}/subnets`;
const groupType = 'Microsoft.Network/networkSecurityGroups';

const virtualNetwork: Behaviour = {
  type: 'azurerm_virtual_network',
  binding: 'virtual-network',
  armType: networkType,
  id: inResourceGroup(networkType),
  forceNew: ['name', 'resource_group_name', 'location', 'edge_zone'],
  defaults: { private_endpoint_vnet_policies: 'Disabled' },
  fields: {
    address_space: property('addressSpace.addressPrefixes'),
    dns_servers: property('dhcpOptions.dnsServers'),
    private_endpoint_vnet_policies: property('privateEndpointVNetPolicies'),
  },
  check: (config) => [
    ...notEmulated(config, 'subnet', 'Write an azurerm_subnet for each.'),
    ...notEmulated(config, 'ip_address_pool', 'Write address_space.'),
  ],
  computed: ({ resource, attributes }) => ({
    guid: generatedGuid(resource.id),
    dns_servers: attributes.dns_servers ?? [],
    subnet: [],
  }),
};

const subnet: Behaviour = {
  type: 'azurerm_subnet',
  binding: 'subnet',
  armType: subnetType,
  id: {
    build: ({ name, resource_group_name: group, virtual_network_name: network }, { subscription }) =>
      `/subscriptions/${subscription}/resourceGroups/${text(group)}/providers/${networkType}/${text(network)}/subnets/${text(name)}`,
    attributes: (armId) => {
      const parts = armId.split('/');
      return { resource_group_name: parts[4] ?? null, virtual_network_name: parts[8] ?? null, name: parts[10] ?? null };
    },
  },
  forceNew: ['name', 'resource_group_name', 'virtual_network_name'],
  defaults: {
    default_outbound_access_enabled: true,
    private_endpoint_network_policies: 'Disabled',
    private_link_service_network_policies_enabled: true,
  },
  fields: {
    address_prefixes: property('addressPrefixes'),
    default_outbound_access_enabled: property('defaultOutboundAccess'),
    private_endpoint_network_policies: property('privateEndpointNetworkPolicies'),
    private_link_service_network_policies_enabled: words('privateLinkServiceNetworkPolicies'),
    delegation: translated('delegations', delegationsToArm, delegationsFromArm),
  },
  allowed: {
    private_endpoint_network_policies: ['Disabled', 'Enabled', 'NetworkSecurityGroupEnabled', 'RouteTableEnabled'],
  },
  check: (config) => notEmulated(config, 'ip_address_pool', 'Write address_prefixes.'),
};

function delegationsToArm(blocks: Json): Json {
  return items(blocks).map(({ name = null, service_delegation: service = null }) => {
    const [{ name: serviceName = null, actions = null } = {}] = items(service);
    return { name, properties: { serviceName, actions } };
  });
}

function delegationsFromArm(delegations: Json): Json {
  return items(delegations).map(({ name = null, properties }) => {
    const { serviceName = null, actions = null } = properties as JsonObject;
    return { name, service_delegation: [{ name: serviceName, actions }] };
  });
}

const networkSecurityGroup: Behaviour = {
  type: 'azurerm_network_security_group',
  binding: 'network-security-group',
  armType: groupType,
  id: inResourceGroup(groupType),
  forceNew: ['name', 'resource_group_name', 'location'],
  fields: { security_rule: translated('securityRules', rulesToArm, rulesFromArm) },
  computed: ({ attributes }) => ({ security_rule: attributes.security_rule ?? [] }),
};

/** A rule's attributes in ARM's spelling, without those that are not set. */
function rulesToArm(rules: Json): Json {
  return items(rules).map(({ name = null, ...attributes }) => ({
    name,
    properties: Object.fromEntries(
      Object.entries(attributes)
        .filter(([, value]) => value !== null)
        .map(([key, value]) => [key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), value]),
    ),
  }));
}

function rulesFromArm(rules: Json): Json {
  return items(rules).map(({ name = null, properties }) => ({
    ...Object.fromEntries(ruleAttributes.map((attribute) => [attribute, null])),
    name,
    ...Object.fromEntries(
      Object.entries(properties as JsonObject).map(([key, value]) => [
        key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value,
      ]),
    ),
  }));
}

const ruleAttributes = [
  'access',
  'description',
  'direction',
  'priority',
  'protocol',
  ...['source', 'destination'].flatMap((end) => [
    `${end}_address_prefix`,
    `${end}_address_prefixes`,
    `${end}_application_security_group_ids`,
    `${end}_port_range`,
    `${end}_port_ranges`,
  ]),
];

const associationSuffix = '/securityGroups/associated';

/** An association is part of its subnet, whose id it has in Terraform. */
const association: Behaviour = {
  type: 'azurerm_subnet_network_security_group_association',
  binding: 'subnet-network-security-group-association',
  armType: subnetType,
  id: {
    build: ({ subnet_id: id }) => `${text(id)}${associationSuffix}`,
    attributes: (id) => ({ subnet_id: subnetId(id) }),
    terraformId: ({ id }) => subnetId(id),
    armId: (id) => `${id}${associationSuffix}`,
  },
  forceNew: ['subnet_id', 'network_security_group_id'],
  fields: { network_security_group_id: property('networkSecurityGroup.id') },
  storage: {
    find(id, { graph }) {
      const found = graph.get(subnetId(id));
      if (found?.properties.networkSecurityGroup === undefined) return undefined;
      return { id, type: found.type, name: found.name, properties: found.properties };
    },
    async put(id, attributes, context) {
      const group = text(attributes.network_security_group_id);
      if (context.graph.get(group) === undefined)
        throw new ProviderError(`${group} was not found`, 'A subnet takes a security group that exists.');
      await context.graph.put(subnetId(id), withGroup(subnetOf(id, context), group));
    },
    async delete(id, context) {
      await context.graph.put(subnetId(id), withGroup(subnetOf(id, context)));
    },
  },
};

function subnetId(id: string): string {
  return id.replace(associationSuffix, '');
}

function subnetOf(id: string, { graph }: ProviderContext): ArmResource {
  const found = graph.get(subnetId(id));
  if (found === undefined) throw new ArmError(404, 'ResourceNotFound', `The subnet '${subnetId(id)}' was not found.`);
  return found;
}

function withGroup(subnetResource: ArmResource, group?: string): ArmResource {
  const others = Object.entries(subnetResource.properties).filter(([name]) => name !== 'networkSecurityGroup');
  const networkSecurityGroup = group === undefined ? {} : { networkSecurityGroup: { id: group } };
  return { ...subnetResource, properties: { ...Object.fromEntries(others), ...networkSecurityGroup } };
}

function notEmulated(config: Values, attribute: string, detail: string): Diagnostic[] {
  const value = config[attribute];
  if (!Array.isArray(value) || value.length === 0) return [];
  return [{ severity: 'error', summary: `The sandbox does not emulate ${attribute}`, detail, attribute }];
}

function items(value: Json): JsonObject[] {
  return Array.isArray(value) ? (value as JsonObject[]) : [];
}

export const virtualNetworks = [virtualNetwork, subnet, networkSecurityGroup, association];
