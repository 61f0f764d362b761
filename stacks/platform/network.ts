import { type IPrivateDnsZone, PrivateDnsZone } from '../../constructs/network/private-dns-zone';
import { PrivateEndpoint } from '../../constructs/network/private-endpoint';
import { AddressRange } from '../../constructs/network/address-range';
import { NetworkSecurityGroup } from '../../constructs/network/network-security-group';
import { type ISubnet, Subnet } from '../../constructs/network/subnet';
import { VirtualNetwork } from '../../constructs/network/virtual-network';
import { type IResourceGroup } from '../../constructs/resource-group';
import { Construct } from 'constructs';
import { type Environment } from '../../model/environment';
import { privateDnsZones } from '../../model/private-dns-zones';
import { addManagedNetwork } from './managed-network';
import { type WorkspaceParts } from './workspace-parts';

/** The network of an environment that the internet does not reach. */
export interface PrivateNetwork {
  /** Where private endpoints get their addresses. */
  readonly endpoints: ISubnet;
  /** Where App Service apps send from. Absent in a network that exists already and names none. */
  readonly apps?: ISubnet;
  /** Where cluster nodes are. Absent in a network that exists already and names none. */
  readonly nodes?: ISubnet;
  /** Names of the private endpoints of App Service apps; absent where the environment has no plan for apps. */
  readonly appZone?: IPrivateDnsZone;
}

interface Reached {
  readonly id: string;
  readonly subresource: string;
  readonly zones: readonly string[];
}

/**
 * Puts the platform into a private network: an endpoint for each thing that the environment makes, the DNS zones of
 * their names, and the ways out of the workspace's managed network. Existing things keep the ways to them that they have.
 */
export function addPrivateNetwork(
  platform: Construct,
  environment: Environment,
  resourceGroup: IResourceGroup,
  parts: WorkspaceParts,
): PrivateNetwork {
  const scope = new Construct(platform, 'network');
  const subnets = addSubnets(scope, environment, resourceGroup);
  const zones = new Zones(scope, environment, resourceGroup, subnets.endpoints);
  for (const [name, { id, subresource, zones: names }] of Object.entries(reachedParts(environment, parts))) {
    new PrivateEndpoint(scope, `endpoint-${name}`, {
      name: `pe-${environment.project}-${environment.name}-${name}`.slice(-64).replace(/^[^a-z0-9]+/, ''),
      resourceGroup,
      subnet: subnets.endpoints,
      targetId: id,
      subresource,
      privateDnsZones: names.map((zone) => zones.of(zone)),
    });
  }
  addManagedNetwork(scope, environment, parts.workspace);
  return { ...subnets, ...(environment.appServicePlans.length > 0 && { appZone: zones.of(privateDnsZones.apps[0]) }) };
}

/** What the environment makes, by the name of its private endpoint. */
function reachedParts({ existing }: Environment, parts: WorkspaceParts): Readonly<Record<string, Reached>> {
  const { workspace, keyVault, storageAccount, containerRegistry } = parts;
  const storage = (subresource: 'blob' | 'file'): Reached => ({
    id: storageAccount.id,
    subresource,
    zones: privateDnsZones[subresource],
  });
  return {
    workspace: {
      id: workspace.id,
      subresource: 'amlworkspace',
      zones: privateDnsZones.workspace,
    },
    ...(existing.keyVault === undefined && {
      vault: { id: keyVault.id, subresource: 'vault', zones: privateDnsZones.vault },
    }),
    ...(existing.storageAccount === undefined && { blob: storage('blob'), file: storage('file') }),
    ...(existing.containerRegistry === undefined && {
      registry: { id: containerRegistry.id, subresource: 'registry', zones: privateDnsZones.registry },
    }),
  };
}

type Subnets = Pick<PrivateNetwork, 'endpoints' | 'apps' | 'nodes'>;

/** Half of the network is for cluster nodes, which need most addresses; a quarter each for endpoints and apps. */
function addSubnets(scope: Construct, { project, name, network }: Environment, resourceGroup: IResourceGroup): Subnets {
  if (network.existingSubnet !== undefined) {
    const { existingAppSubnet: apps, existingNodeSubnet: nodes } = network;
    return {
      endpoints: Subnet.fromSubnetId(scope, 'subnet', network.existingSubnet),
      ...(apps !== undefined && { apps: Subnet.fromSubnetId(scope, 'app-subnet', apps) }),
      ...(nodes !== undefined && { nodes: Subnet.fromSubnetId(scope, 'node-subnet', nodes) }),
    };
  }
  const virtualNetwork = new VirtualNetwork(scope, 'virtual-network', {
    name: `vnet-${project}-${name}`,
    resourceGroup,
    addressSpace: network.addressSpace,
  });
  const range = AddressRange.parse(network.addressSpace);
  if (!range) throw new Error(`the address space ${network.addressSpace} of environment ${name} is no IPv4 range`);
  const workloads = new NetworkSecurityGroup(scope, 'workloads-security', {
    name: `nsg-${project}-${name}-workloads`,
    resourceGroup,
  });
  return {
    endpoints: virtualNetwork.addSubnet('endpoints', {
      addressRange: range.part(2, 0).toString(),
      networkSecurityGroup: new NetworkSecurityGroup(scope, 'endpoints-security', {
        name: `nsg-${project}-${name}-endpoints`,
        resourceGroup,
        inbound: [
          { name: 'https', priority: 100, access: 'Allow', from: 'VirtualNetwork', port: 443 },
          { name: 'nothing-else', priority: 4096, access: 'Deny', from: '*' },
        ],
      }),
    }),
    apps: virtualNetwork.addSubnet('apps', {
      addressRange: range.part(2, 1).toString(),
      delegatedTo: 'Microsoft.Web/serverFarms',
      networkSecurityGroup: workloads,
    }),
    nodes: virtualNetwork.addSubnet('nodes', {
      addressRange: range.part(1, 1).toString(),
      networkSecurityGroup: workloads,
      // Nodes get their images and updates from the internet.
      defaultOutboundAccess: true,
    }),
  };
}

/** The private DNS zones of an environment, each made or taken by the first endpoint whose name it keeps. */
class Zones {
  readonly #known = new Map<string, IPrivateDnsZone>();

  constructor(
    private readonly scope: Construct,
    private readonly environment: Environment,
    private readonly resourceGroup: IResourceGroup,
    private readonly subnet: ISubnet,
  ) {}

  of(name: string): IPrivateDnsZone {
    const known = this.#known.get(name);
    if (known) return known;
    const { project, name: environment, network } = this.environment;
    const existing = network.existingPrivateDnsZones[name];
    const zone =
      existing === undefined
        ? new PrivateDnsZone(this.scope, name, { name, resourceGroup: this.resourceGroup })
        : PrivateDnsZone.fromPrivateDnsZoneId(this.scope, name, existing);
    // Who has both already has linked them, and Azure refuses a second link.
    if (existing === undefined || network.existingSubnet === undefined) {
      zone.linkTo(`${project}-${environment}`, this.subnet.virtualNetworkId);
    }
    this.#known.set(name, zone);
    return zone;
  }
}
