import { type ArmResource, type Json, type JsonObject } from '../../resource';
import { resourceKey } from '../../resource-id';
import { objectOf, stringOf, textOf } from '../../json-values';
import { badRequest, conflict } from '../refusals';
import { type GraphView, type PutRequest, type Rule } from '../rule';
import { addressText } from './address-range';
import { referenced } from './references';
import { networkName, prefixes, privateEndpointType, ranged, referencedId } from './virtual-networks';

const zoneType = 'Microsoft.Network/privateDnsZones';
const linkType = `${zoneType}/virtualNetworkLinks`;

/** The services that a resource of a type is reached by; of types that are not named, any. */
const groupIds: Readonly<Record<string, readonly string[]>> = {
  'microsoft.machinelearningservices/workspaces': ['amlworkspace'],
  'microsoft.keyvault/vaults': ['vault'],
  'microsoft.storage/storageaccounts': ['blob', 'file', 'queue', 'table', 'web', 'dfs'],
  'microsoft.containerregistry/registries': ['registry'],
  'microsoft.web/sites': ['sites'],
  'microsoft.cognitiveservices/accounts': ['account'],
  'microsoft.search/searchservices': ['searchService'],
};

/**
 * Checks that a resource offers a service by private endpoints.
 * @throws ArmError 400 where it does not exist, has no such service, or its tier has no private endpoints.
 */
export function checkPrivateLink(targetId: string, groupId: string, by: string, graph: GraphView): void {
  const target = referenced(targetId, by, graph);
  if (target === undefined) return;
  const known = groupIds[target.type.toLowerCase()];
  if (known !== undefined && !known.includes(groupId)) {
    throw badRequest(
      'InvalidPrivateLinkGroupId',
      `${target.type} '${target.name}' has no subresource '${groupId}': it has ${known.join(', ')}.`,
    );
  }
  const tier = stringOf(target.sku?.name);
  if (groupId === 'registry' && tier !== 'Premium') {
    throw badRequest(
      'PrivateEndpointsNotSupported',
      `Registry '${target.name}' has sku ${tier ?? 'Basic'}: private endpoints need sku Premium.`,
    );
  }
}

const privateDnsZones: Rule = {
  type: zoneType,
  name: {
    pattern: /^(?=.{1,253}$)[a-zA-Z0-9_]([\w-]{0,61}\w)?(\.[a-zA-Z0-9_]([\w-]{0,61}\w)?){1,33}$/,
    says: 'a DNS name of 2 to 34 parts',
  },
  checkDelete(zone, graph) {
    const [link] = graph.list(linkType, zone.id);
    if (link === undefined) return;
    throw conflict(
      'CannotDeleteResource',
      `Cannot delete resource while nested resources exist. Private DNS zone '${zone.name}' is linked to virtual networks: ${link.id}.`,
    );
  },
};

const virtualNetworkLinks: Rule = {
  type: linkType,
  name: networkName(1, 80),
  check({ id, properties, graph }) {
    const network = referencedId(properties.virtualNetwork);
    referenced(network, id.id, graph);
    const zone = id.parent.split('/').at(-1)?.toLowerCase();
    const other = graph
      .list(linkType)
      .find(
        (link) =>
          resourceKey(link.id) !== id.key &&
          link.id.split('/')[8]?.toLowerCase() === zone &&
          resourceKey(referencedId(link.properties.virtualNetwork)) === resourceKey(network),
      );
    if (other === undefined) return;
    throw conflict(
      'Conflict',
      `A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with '${zone ?? ''}' and '${other.id}'.`,
    );
  },
  properties: ({ properties }) => ({ registrationEnabled: false, resolutionPolicy: 'Default', ...properties }),
};

const privateEndpoints: Rule = {
  type: privateEndpointType,
  name: networkName(2, 64),
  readOnly: ['privateIPAddress', 'networkInterfaces'],
  check({ id, properties, graph }) {
    const subnet = referenced(referencedId(properties.subnet), id.id, graph);
    if (Array.isArray(subnet?.properties.delegations) && subnet.properties.delegations.length > 0) {
      throw badRequest(
        'PrivateEndpointCreationNotAllowedAsSubnetIsDelegated',
        `Private endpoint ${id.id} cannot be created as subnet ${subnet.id} is delegated.`,
      );
    }
    for (const connection of listOf(properties.privateLinkServiceConnections)) {
      const { privateLinkServiceId, groupIds: [groupId] = [] } = objectOf(connection.properties) as {
        privateLinkServiceId?: string;
        groupIds?: readonly string[];
      };
      checkPrivateLink(privateLinkServiceId ?? '', groupId ?? '', id.id, graph);
    }
    for (const zone of zonesOf(properties)) referenced(zone, id.id, graph);
  },
  properties: (request) => ({
    ...request.properties,
    privateIPAddress: request.existing?.properties.privateIPAddress ?? freeAddress(request),
    networkInterfaces: [
      { id: `${request.id.id.replace(/privateEndpoints\/[^/]+$/, 'networkInterfaces')}/${request.id.name}.nic` },
    ],
  }),
};

/** Ids of the zones in which an endpoint's names are kept. */
function zonesOf({ privateDnsZoneGroups }: JsonObject): string[] {
  return listOf(privateDnsZoneGroups)
    .flatMap((group) => listOf(objectOf(group.properties).privateDnsZoneConfigs))
    .map((config) => textOf(objectOf(config.properties).privateDnsZoneId));
}

/** The lowest address of the subnet that no other endpoint has; Azure keeps the first four to itself. */
function freeAddress({ properties, graph }: PutRequest): string {
  const subnet = referencedId(properties.subnet);
  const [range] = ranged(prefixes(graph.get(subnet)?.properties ?? {}));
  const [first] = range ?? [0];
  const isNeighbour = (other: ArmResource) =>
    resourceKey(referencedId(other.properties.subnet)) === resourceKey(subnet);
  const taken = new Set(
    graph
      .list(privateEndpointType)
      .filter(isNeighbour)
      .map(({ properties: other }) => other.privateIPAddress),
  );
  let address = first + 4;
  while (taken.has(addressText(address))) address += 1;
  return addressText(address);
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map((item) => objectOf(item as Json)) : [];
}

export const privateLinks = [privateDnsZones, virtualNetworkLinks, privateEndpoints];
