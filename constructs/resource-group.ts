import { ResourceGroup as AzurermResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { Construct, type IConstruct } from 'constructs';
import { armIdPart } from './arm-id';
import { AzapiDataResource } from './azapi';
import { badName } from './azure-name';
import { refuse } from './props';

export interface IResourceGroup extends IConstruct {
  readonly id: string;
  readonly name: string;
  /** Azure region, such as `westeurope`. */
  readonly location: string;
}

export interface ResourceGroupProps {
  /** 1-90 characters. */
  readonly name: string;
  /** Azure region in its short form, such as `westeurope`. */
  readonly location: string;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** The folder of Azure resources that live and end together. */
export class ResourceGroup extends Construct implements IResourceGroup {
  /** A group that exists already, whose resources are in `location` unless they say otherwise. */
  static fromResourceGroupId(scope: Construct, id: string, resourceGroupId: string, location: string): IResourceGroup {
    return Object.assign(new Construct(scope, id), {
      id: resourceGroupId,
      name: armIdPart(resourceGroupId, 4),
      location,
    });
  }

  /** A group that exists already in the provider's subscription, whose resources are in `location` unless they say otherwise. */
  static fromResourceGroupName(scope: Construct, id: string, name: string, location: string): IResourceGroup {
    const group = new Construct(scope, id);
    const { id: groupId } = new AzapiDataResource(group, 'Resource', {
      type: 'Microsoft.Resources/resourceGroups@2024-03-01',
      name,
      responseExportValues: [],
    });
    return Object.assign(group, { id: groupId, name, location });
  }

  readonly id: string;
  readonly name: string;
  readonly location: string;

  constructor(scope: Construct, id: string, props: ResourceGroupProps) {
    super(scope, id);
    refuse(this, [badName('resourceGroup', props.name)]);
    const group = new AzurermResourceGroup(this, 'Resource', {
      name: props.name,
      location: props.location,
      ...(props.tags && { tags: props.tags }),
    });
    this.id = group.id;
    this.name = group.name;
    this.location = props.location;
  }
}
