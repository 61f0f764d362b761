import { PrivateEndpoint as AzurermPrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint';
import { Construct, type IConstruct } from 'constructs';
import { badName } from '../azure-name';
import { refuse } from '../props';
import { type IResourceGroup } from '../resource-group';
import { type IPrivateDnsZone } from './private-dns-zone';
import { type ISubnet } from './subnet';

export interface IPrivateEndpoint extends IConstruct {
  readonly id: string;
}

export interface PrivateEndpointProps {
  /** 2-64 characters. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  readonly subnet: ISubnet;
  /** Id of the resource that gets an address in the subnet. */
  readonly targetId: string;
  /** Which of the resource's services, such as `blob`, `vault` or `amlworkspace`. */
  readonly subresource: string;
  /** Where its names are kept. @default - nowhere: clients must know the address by another way */
  readonly privateDnsZones?: readonly IPrivateDnsZone[];
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** An address in a subnet under which a resource is reached without the internet. */
export class PrivateEndpoint extends Construct implements IPrivateEndpoint {
  /** An endpoint that exists already. */
  static fromPrivateEndpointId(scope: Construct, id: string, privateEndpointId: string): IPrivateEndpoint {
    return Object.assign(new Construct(scope, id), { id: privateEndpointId });
  }

  readonly id: string;

  constructor(scope: Construct, id: string, props: PrivateEndpointProps) {
    super(scope, id);
    refuse(this, [
      badName('privateEndpoint', props.name),
      props.privateDnsZones?.length === 0 && 'privateDnsZones is empty: leave it out, or name a zone',
    ]);
    this.id = new AzurermPrivateEndpoint(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: props.resourceGroup.location,
      subnetId: props.subnet.id,
      privateServiceConnection: {
        name: props.name,
        privateConnectionResourceId: props.targetId,
        subresourceNames: [props.subresource],
        isManualConnection: false,
      },
      ...(props.privateDnsZones && {
        privateDnsZoneGroup: { name: 'default', privateDnsZoneIds: props.privateDnsZones.map((zone) => zone.id) },
      }),
      ...(props.tags && { tags: props.tags }),
    }).id;
  }
}
