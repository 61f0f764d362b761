import { VirtualNetwork as AzurermVirtualNetwork } from '@cdktf/provider-azurerm/lib/virtual-network';
import { Construct, type IConstruct } from 'constructs';
import { armIdPart } from '../arm-id';
import { badName } from '../azure-name';
import { refuse } from '../props';
import { type IResourceGroup } from '../resource-group';
import { AddressRange, badRange } from './address-range';
import { Subnet, type SubnetOptions } from './subnet';

export interface IVirtualNetwork extends IConstruct {
  readonly id: string;
  readonly name: string;
  readonly resourceGroupName: string;
}

export interface VirtualNetworkProps {
  /** 2-64 characters. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** IPv4 range that its subnets divide, such as `10.40.0.0/16`. */
  readonly addressSpace: string;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** A private network, in which endpoints, apps and clusters reach each other without the internet. */
export class VirtualNetwork extends Construct implements IVirtualNetwork {
  /** A network that exists already. */
  static fromVirtualNetworkId(scope: Construct, id: string, virtualNetworkId: string): IVirtualNetwork {
    return Object.assign(new Construct(scope, id), {
      id: virtualNetworkId,
      name: armIdPart(virtualNetworkId, 8),
      resourceGroupName: armIdPart(virtualNetworkId, 4),
    });
  }

  readonly id: string;
  readonly name: string;
  readonly resourceGroupName: string;
  readonly #addressSpace: string;
  readonly #taken = new Map<string, string>();

  constructor(scope: Construct, id: string, props: VirtualNetworkProps) {
    super(scope, id);
    refuse(this, [badName('virtualNetwork', props.name), badRange('addressSpace', props.addressSpace)]);
    this.#addressSpace = props.addressSpace;
    const network = new AzurermVirtualNetwork(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: props.resourceGroup.location,
      addressSpace: [props.addressSpace],
      ...(props.tags && { tags: props.tags }),
    });
    this.id = network.id;
    this.name = network.name;
    this.resourceGroupName = props.resourceGroup.name;
  }

  /**
   * Adds a subnet, by its name.
   * @throws InvalidPropsError where its range is outside of the network's, or overlaps another subnet's.
   */
  addSubnet(name: string, options: SubnetOptions): Subnet {
    refuse(this, this.#problems(name, options.addressRange));
    this.#taken.set(name, options.addressRange);
    return new Subnet(this, name, { ...options, virtualNetwork: this, name });
  }

  #problems(name: string, text: string): (string | false)[] {
    const range = AddressRange.parse(text);
    if (range === undefined) return [badRange(`addressRange of subnet ${name}`, text)];
    const overlapping = [...this.#taken].find(([, other]) => AddressRange.parse(other)?.overlaps(range));
    return [
      AddressRange.parse(this.#addressSpace)?.contains(range) === false &&
        `subnet ${name} has range ${text}, which is not within the network's ${this.#addressSpace}`,
      overlapping !== undefined && `subnet ${name} has range ${text}, which overlaps that of ${overlapping.join(', ')}`,
    ];
  }
}
