import { Subnet as AzurermSubnet } from '@cdktf/provider-azurerm/lib/subnet';
import { SubnetNetworkSecurityGroupAssociation } from '@cdktf/provider-azurerm/lib/subnet-network-security-group-association';
import { Construct, type IConstruct } from 'constructs';
import { badName } from '../azure-name';
import { refuse } from '../props';
import { badRange } from './address-range';
import { type INetworkSecurityGroup } from './network-security-group';
import { type IVirtualNetwork } from './virtual-network';

export interface ISubnet extends IConstruct {
  readonly id: string;
  /** Id of the virtual network that it is part of. */
  readonly virtualNetworkId: string;
}

export interface SubnetOptions {
  /** IPv4 range within the network's, such as `10.40.0.0/18`. Five of its addresses are Azure's. */
  readonly addressRange: string;
  /** Which traffic may enter and leave. @default - all that the network carries */
  readonly networkSecurityGroup?: INetworkSecurityGroup;
  /** Service whose instances alone may be in it, such as `Microsoft.Web/serverFarms`. @default - any resource */
  readonly delegatedTo?: string;
  /** Whether machines without a way out of their own reach the internet. @default false */
  readonly defaultOutboundAccess?: boolean;
}

export interface SubnetProps extends SubnetOptions {
  readonly virtualNetwork: IVirtualNetwork;
  /** 1-80 characters, unique in the network. */
  readonly name: string;
}

/** A part of a virtual network. `VirtualNetwork.addSubnet` also checks that its range is free. */
export class Subnet extends Construct implements ISubnet {
  /** A subnet that exists already. */
  static fromSubnetId(scope: Construct, id: string, subnetId: string): ISubnet {
    return Object.assign(new Construct(scope, id), {
      id: subnetId,
      virtualNetworkId: subnetId.replace(/\/subnets\/[^/]+$/i, ''),
    });
  }

  readonly id: string;
  readonly virtualNetworkId: string;

  constructor(scope: Construct, id: string, props: SubnetProps) {
    super(scope, id);
    refuse(this, [badName('subnet', props.name), badRange('addressRange', props.addressRange)]);
    const { virtualNetwork, networkSecurityGroup, delegatedTo } = props;
    const subnet = new AzurermSubnet(this, 'Resource', {
      name: props.name,
      resourceGroupName: virtualNetwork.resourceGroupName,
      virtualNetworkName: virtualNetwork.name,
      addressPrefixes: [props.addressRange],
      defaultOutboundAccessEnabled: props.defaultOutboundAccess ?? false,
      // Without it, rules of the security group do not hold for private endpoints.
      privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled',
      ...(delegatedTo !== undefined && {
        delegation: [
          {
            name: 'service',
            serviceDelegation: { name: delegatedTo, actions: ['Microsoft.Network/virtualNetworks/subnets/action'] },
          },
        ],
      }),
    });
    this.id = subnet.id;
    this.virtualNetworkId = virtualNetwork.id;
    if (networkSecurityGroup) {
      new SubnetNetworkSecurityGroupAssociation(this, 'security', {
        subnetId: this.id,
        networkSecurityGroupId: networkSecurityGroup.id,
      });
    }
  }
}
