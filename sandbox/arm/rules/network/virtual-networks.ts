import { type ArmResource, type Json, type JsonObject } from '../../resource';
import { isWithin, resourceKey } from '../../resource-id';
import { objectOf, stringOf } from '../../json-values';
import { badRequest, conflict } from '../refusals';
import { type GraphView, type NameRule, type Rule } from '../rule';
import { type AddressRange, addressRange, isInside, overlap } from './address-range';

const networkType = 'Microsoft.Network/virtualNetworks';
export const subnetType = `${networkType}/subnets`;
export const privateEndpointType = 'Microsoft.Network/privateEndpoints';

/** The rule for the names of most network resources. */
export function networkName(least: number, most: number): NameRule {
  return {
    pattern: new RegExp(`^(?=.{${least},${most}}$)[a-zA-Z0-9]([\\w.-]*\\w)?$`),
    says: `${least} to ${most} letters, digits, underscores, dots and dashes, starting with a letter or digit and not ending with a dash or dot`,
  };
}

const virtualNetworks: Rule = {
  type: networkType,
  name: networkName(2, 64),
  check({ id, properties, graph }) {
    const ranges = ranged(addressSpace(properties));
    for (const subnet of graph.list(subnetType, id.id)) {
      if (ranged(prefixes(subnet.properties)).every((range) => ranges.some((outer) => isInside(range, outer))))
        continue;
      throw badRequest(
        'NetcfgInvalidSubnet',
        `Subnet '${subnet.name}' is not within the address space that virtual network '${id.name}' would have.`,
      );
    }
  },
  checkDelete(network, graph) {
    for (const subnet of graph.list(subnetType, network.id)) refuseWhileUsed(subnet, graph);
  },
};

const subnets: Rule = {
  type: subnetType,
  name: networkName(1, 80),
  check({ id, properties, graph }) {
    const own = ranged(prefixes(properties));
    const space = ranged(addressSpace(graph.get(id.parent)?.properties ?? {}));
    if (own.length === 0 || !own.every((range) => space.some((outer) => isInside(range, outer)))) {
      throw badRequest(
        'NetcfgInvalidSubnet',
        `Subnet '${id.name}' is not valid in virtual network '${id.parent.split('/').at(-1) ?? ''}': its range ${prefixes(properties).join(', ')} is not within the address space.`,
      );
    }
    for (const other of graph.list(subnetType, id.parent)) {
      if (resourceKey(other.id) === id.key) continue;
      const isTaken = ranged(prefixes(other.properties)).some((range) => own.some((mine) => overlap(mine, range)));
      if (!isTaken) continue;
      throw badRequest(
        'NetcfgSubnetRangesOverlap',
        `Subnet '${id.name}' is not valid because its IP address range overlaps with that of an existing subnet, '${other.name}'.`,
      );
    }
  },
  checkDelete: refuseWhileUsed,
};

const networkSecurityGroups: Rule = {
  type: 'Microsoft.Network/networkSecurityGroups',
  name: networkName(1, 80),
  check({ properties }) {
    const rules = Array.isArray(properties.securityRules)
      ? properties.securityRules.map((rule: Json) => objectOf(rule))
      : [];
    const slots = new Map<string, Json>();
    for (const { name = null, properties: details } of rules) {
      const { direction = null, priority = null } = objectOf(details);
      const slot = `${JSON.stringify(direction)} ${JSON.stringify(priority)}`;
      if (slots.has(slot)) {
        throw badRequest(
          'SecurityRuleConflict',
          `Security rules ${stringOf(slots.get(slot)) ?? ''} and ${stringOf(name) ?? ''} have the same priority and direction.`,
        );
      }
      slots.set(slot, name);
    }
  },
  checkDelete(group, graph) {
    const user = graph
      .list(subnetType)
      .find(({ properties }) => resourceKey(referencedId(properties.networkSecurityGroup)) === resourceKey(group.id));
    if (user === undefined) return;
    throw badRequest(
      'InUseNetworkSecurityGroupCannotBeDeleted',
      `Network security group ${group.name} cannot be deleted because it is in use by subnet ${user.id}.`,
    );
  },
};

function refuseWhileUsed(subnet: ArmResource, graph: GraphView): void {
  const user = graph
    .list(privateEndpointType)
    .find(({ properties }) => isWithin(referencedId(properties.subnet) || '/', subnet.id));
  if (user === undefined) return;
  throw conflict(
    'InUseSubnetCannotBeDeleted',
    `Subnet ${subnet.name} is in use by ${user.id} and cannot be deleted. Delete what is in it first.`,
  );
}

/** The id in a reference such as `{ "id": … }`; empty where there is none. */
export function referencedId(reference: Json | undefined): string {
  return stringOf(objectOf(reference).id) ?? '';
}

/** Address ranges of a subnet. */
export function prefixes({ addressPrefix, addressPrefixes }: JsonObject): string[] {
  return Array.isArray(addressPrefixes) ? texts(addressPrefixes) : texts([addressPrefix ?? null]);
}

function addressSpace(properties: JsonObject): string[] {
  const { addressPrefixes } = objectOf(properties.addressSpace);
  return Array.isArray(addressPrefixes) ? texts(addressPrefixes) : [];
}

function texts(values: readonly Json[]): string[] {
  return values.filter((value) => typeof value === 'string');
}

/** @throws ArmError 400 where a text is no range. */
export function ranged(prefixTexts: readonly string[]): AddressRange[] {
  return prefixTexts.map((text) => {
    const range = addressRange(text);
    if (range !== undefined) return range;
    throw badRequest('InvalidCIDRNotation', `The address prefix ${text} is not a range in CIDR notation.`);
  });
}

export const virtualNetworking = [virtualNetworks, subnets, networkSecurityGroups];
