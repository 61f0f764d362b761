import { PrivateDnsZone as AzurermPrivateDnsZone } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { Construct, type IConstruct } from 'constructs';
import { armIdPart } from '../arm-id';
import { badName } from '../azure-name';
import { refuse } from '../props';
import { type IResourceGroup } from '../resource-group';

export interface IPrivateDnsZone extends IConstruct {
  readonly id: string;
  readonly name: string;
  /**
   * Lets a virtual network resolve the zone's names. A network can be linked once to one zone of a name.
   * @param name 1-80 characters, unique in the zone
   */
  linkTo(name: string, virtualNetworkId: string): void;
}

export interface PrivateDnsZoneProps {
  /** Name of the zone, such as `privatelink.api.azureml.ms`. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

abstract class PrivateDnsZoneBase extends Construct implements IPrivateDnsZone {
  abstract readonly id: string;
  abstract readonly name: string;
  protected abstract readonly resourceGroupName: string;

  linkTo(name: string, virtualNetworkId: string): void {
    refuse(this, [badName('privateDnsZoneLink', name)]);
    new PrivateDnsZoneVirtualNetworkLink(this, `link-${name}`, {
      name,
      resourceGroupName: this.resourceGroupName,
      privateDnsZoneName: this.name,
      virtualNetworkId,
      registrationEnabled: false,
    });
  }
}

/** The names of private endpoints, as the virtual networks that are linked to it resolve them. */
export class PrivateDnsZone extends PrivateDnsZoneBase {
  /** A zone that exists already in the provider's subscription. */
  static fromPrivateDnsZoneId(scope: Construct, id: string, privateDnsZoneId: string): IPrivateDnsZone {
    return new ImportedPrivateDnsZone(scope, id, privateDnsZoneId);
  }

  readonly id: string;
  readonly name: string;
  protected readonly resourceGroupName: string;

  constructor(scope: Construct, id: string, props: PrivateDnsZoneProps) {
    super(scope, id);
    refuse(this, [badName('privateDnsZone', props.name)]);
    const zone = new AzurermPrivateDnsZone(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      ...(props.tags && { tags: props.tags }),
    });
    this.id = zone.id;
    this.name = zone.name;
    this.resourceGroupName = props.resourceGroup.name;
  }
}

class ImportedPrivateDnsZone extends PrivateDnsZoneBase {
  readonly id: string;
  readonly name: string;
  protected readonly resourceGroupName: string;

  constructor(scope: Construct, id: string, privateDnsZoneId: string) {
    super(scope, id);
    this.id = privateDnsZoneId;
    this.resourceGroupName = armIdPart(privateDnsZoneId, 4);
    this.name = armIdPart(privateDnsZoneId, 8);
  }
}
