import { type Json, type JsonObject, objectOf, textOf } from '../../../arm';
import { type Behaviour } from '../../behaviour/behaviour';
import { property, translated } from '../../behaviour/fields';
import { inResourceGroup, text } from '../../behaviour/ids';
import { type Value, type Values } from '../../protocol/values';
import { itemsOf } from '../../schema/validation';

const zoneType = 'Microsoft.Network/privateDnsZones';
const endpointType = 'Microsoft.Network/privateEndpoints';

const privateDnsZone: Behaviour = {
  type: 'azurerm_private_dns_zone',
  binding: 'private-dns-zone',
  armType: zoneType,
  id: inResourceGroup(zoneType),
  forceNew: ['name', 'resource_group_name'],
  computed: () => ({
    number_of_record_sets: 1,
    max_number_of_record_sets: 25_000,
    max_number_of_virtual_network_links: 1000,
    max_number_of_virtual_network_links_with_registration: 100,
  }),
};

const virtualNetworkLink: Behaviour = {
  type: 'azurerm_private_dns_zone_virtual_network_link',
  binding: 'private-dns-zone-virtual-network-link',
  armType: `${zoneType}/virtualNetworkLinks`,
  id: {
    build: ({ name, resource_group_name: group, private_dns_zone_name: zone }, { subscription }) =>
      `/subscriptions/${subscription}/resourceGroups/${text(group)}/providers/${zoneType}/${text(zone)}/virtualNetworkLinks/${text(name)}`,
    attributes: (armId) => {
      const parts = armId.split('/');
      return {
        resource_group_name: parts[4] ?? null,
        private_dns_zone_name: parts[8] ?? null,
        name: parts[10] ?? null,
      };
    },
  },
  forceNew: ['name', 'resource_group_name', 'private_dns_zone_name', 'virtual_network_id'],
  defaults: { registration_enabled: false },
  fields: {
    virtual_network_id: property('virtualNetwork.id'),
    registration_enabled: property('registrationEnabled'),
    resolution_policy: property('resolutionPolicy'),
  },
  allowed: { resolution_policy: ['Default', 'NxDomainRedirect'] },
};

const privateEndpoint: Behaviour = {
  type: 'azurerm_private_endpoint',
  binding: 'private-endpoint',
  armType: endpointType,
  id: inResourceGroup(endpointType),
  forceNew: [
    'name',
    'resource_group_name',
    'location',
    'subnet_id',
    'private_service_connection',
    'custom_network_interface_name',
  ],
  fields: {
    subnet_id: property('subnet.id'),
    private_service_connection: translated('privateLinkServiceConnections', connectionsToArm, connectionsFromArm),
    private_dns_zone_group: translated('privateDnsZoneGroups', zoneGroupsToArm, zoneGroupsFromArm),
  },
  check: (config) =>
    itemsOf(config.private_service_connection)
      .filter(({ is_manual_connection: isManual }) => isManual === true)
      .map(() => ({
        severity: 'error',
        summary: 'The sandbox does not emulate manual approval of private endpoints',
        detail: 'Write is_manual_connection = false.',
        attribute: 'private_service_connection',
      })),
  computed: ({ resource, attributes }) => {
    const address = textOf(resource.properties.privateIPAddress);
    const network = {
      id: `${resource.id.replace(/privateEndpoints\/[^/]+$/, 'networkInterfaces')}/${resource.name}.nic`,
    };
    return {
      network_interface: [{ ...network, name: `${resource.name}.nic` }],
      custom_dns_configs: [],
      private_service_connection: itemsOf(attributes.private_service_connection).map((connection) => ({
        ...connection,
        private_ip_address: address,
      })),
      private_dns_zone_group: itemsOf(attributes.private_dns_zone_group).map((group) => ({
        ...group,
        id: `${resource.id}/privateDnsZoneGroups/${text(group.name)}`,
      })),
      private_dns_zone_configs: itemsOf(attributes.private_dns_zone_group).flatMap((group) =>
        zoneConfigs(`${resource.id}/privateDnsZoneGroups/${text(group.name)}`, group),
      ),
    };
  },
};

function zoneConfigs(groupId: string, { private_dns_zone_ids: ids }: Values): Values[] {
  return (Array.isArray(ids) ? ids : []).map((id: Value) => {
    const name = zoneName(text(id));
    return {
      id: `${groupId}/privateDnsZoneConfigs/${name}`,
      name,
      private_dns_zone_id: id,
      record_sets: [],
    };
  });
}

function connectionsToArm(blocks: Json): Json {
  return itemsOf(blocks as never).map((block) => ({
    name: text(block.name),
    properties: {
      privateLinkServiceId: text(block.private_connection_resource_id),
      groupIds: (block.subresource_names ?? []) as Json,
    },
  }));
}

function connectionsFromArm(connections: Json): Json {
  return list(connections).map(({ name = null, properties }) => {
    const { privateLinkServiceId = null, groupIds = null } = objectOf(properties);
    return {
      name,
      is_manual_connection: false,
      private_connection_resource_id: privateLinkServiceId,
      private_connection_resource_alias: null,
      subresource_names: groupIds,
      request_message: null,
      private_ip_address: null,
    };
  });
}

function zoneGroupsToArm(blocks: Json): Json {
  return itemsOf(blocks as never).map((group) => ({
    name: text(group.name),
    properties: {
      privateDnsZoneConfigs: (Array.isArray(group.private_dns_zone_ids) ? group.private_dns_zone_ids : []).map(
        (id) => ({
          name: zoneName(text(id)),
          properties: { privateDnsZoneId: text(id) },
        }),
      ),
    },
  }));
}

function zoneGroupsFromArm(groups: Json): Json {
  return list(groups).map(({ name = null, properties }) => ({
    id: null,
    name,
    private_dns_zone_ids: list(objectOf(properties).privateDnsZoneConfigs ?? []).map(
      (config) => objectOf(config.properties).privateDnsZoneId ?? null,
    ),
  }));
}

/** `privatelink.api.azureml.ms` as the name of its configuration. */
function zoneName(id: string): string {
  return (id.split('/').at(-1) ?? '').replaceAll('.', '-');
}

function list(value: Json): JsonObject[] {
  return Array.isArray(value) ? (value as JsonObject[]) : [];
}

export const privateLinks = [privateDnsZone, virtualNetworkLink, privateEndpoint];
