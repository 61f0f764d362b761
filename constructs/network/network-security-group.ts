import { NetworkSecurityGroup as AzurermNetworkSecurityGroup } from '@cdktf/provider-azurerm/lib/network-security-group';
import { Construct, type IConstruct } from 'constructs';
import { badName } from '../azure-name';
import { notWithin, refuse } from '../props';
import { type IResourceGroup } from '../resource-group';

export interface INetworkSecurityGroup extends IConstruct {
  readonly id: string;
}

/** What is done with traffic that enters a subnet. */
export interface InboundRule {
  readonly name: string;
  /** The lowest number that fits decides. Valid range: 100-4096 */
  readonly priority: number;
  readonly access: 'Allow' | 'Deny';
  /** Address range, or a service tag such as `VirtualNetwork`. */
  readonly from: string;
  /** TCP port. @default - every port of every protocol */
  readonly port?: number;
}

export interface NetworkSecurityGroupProps {
  /** 1-80 characters. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** @default - Azure's own: what comes from the virtual network enters, what comes from the internet does not */
  readonly inbound?: readonly InboundRule[];
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** Which traffic may enter the subnets that it is given to. */
export class NetworkSecurityGroup extends Construct implements INetworkSecurityGroup {
  /** A group that exists already. */
  static fromNetworkSecurityGroupId(scope: Construct, id: string, groupId: string): INetworkSecurityGroup {
    return Object.assign(new Construct(scope, id), { id: groupId });
  }

  readonly id: string;

  constructor(scope: Construct, id: string, props: NetworkSecurityGroupProps) {
    super(scope, id);
    const rules = props.inbound ?? [];
    refuse(this, [
      badName('networkSecurityGroup', props.name),
      ...rules.map(({ name, priority }) => notWithin(`priority of rule ${name}`, priority, 100, 4096)),
      new Set(rules.map(({ priority }) => priority)).size < rules.length && 'two rules have the same priority',
    ]);
    this.id = new AzurermNetworkSecurityGroup(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: props.resourceGroup.location,
      securityRule: rules.map(({ name, priority, access, from, port }) => ({
        name,
        priority,
        access,
        direction: 'Inbound',
        protocol: port === undefined ? '*' : 'Tcp',
        sourceAddressPrefix: from,
        sourcePortRange: '*',
        destinationAddressPrefix: '*',
        destinationPortRange: port === undefined ? '*' : String(port),
      })),
      ...(props.tags && { tags: props.tags }),
    }).id;
  }
}
