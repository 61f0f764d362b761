import { ContainerRegistry as AzurermContainerRegistry } from '@cdktf/provider-azurerm/lib/container-registry';
import { Construct, type IConstruct } from 'constructs';
import { AzapiDataResource } from './azapi';
import { badName } from './azure-name';
import { DiagnosticSetting } from './diagnostic-setting';
import { type ILogAnalytics } from './log-analytics';
import { type IPrincipal } from './principal';
import { refuse } from './props';
import { type IResourceGroup } from './resource-group';
import { grantRole, Role } from './role';

export interface IContainerRegistry extends IConstruct {
  readonly id: string;
  /** Host name of its images: `<name>.azurecr.io`. */
  readonly loginServer: string;
  /** Lets a principal pull images. */
  grantPull(principal: IPrincipal): void;
}

export interface ContainerRegistryProps {
  /** 5-50 letters and digits, unique in all of Azure. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** @default "Standard" */
  readonly sku?: 'Basic' | 'Standard' | 'Premium';
  /** `false` needs sku `Premium`. @default true */
  readonly publicNetworkAccess?: boolean;
  /** Where the logs of logins, pulls and pushes go. @default - nowhere */
  readonly logAnalytics?: ILogAnalytics;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

abstract class ContainerRegistryBase extends Construct implements IContainerRegistry {
  abstract readonly id: string;
  abstract readonly loginServer: string;

  grantPull(principal: IPrincipal): void {
    grantRole(principal, Role.acrPull, this, this.id);
  }
}

/** The registry of the images in which flows are served. There is no admin user: access is by role only. */
export class ContainerRegistry extends ContainerRegistryBase {
  /** A registry that exists already. */
  static fromContainerRegistryId(scope: Construct, id: string, containerRegistryId: string): IContainerRegistry {
    return new ImportedContainerRegistry(scope, id, containerRegistryId);
  }

  readonly id: string;
  readonly loginServer: string;

  constructor(scope: Construct, id: string, props: ContainerRegistryProps) {
    super(scope, id);
    const sku = props.sku ?? 'Standard';
    refuse(this, [
      badName('containerRegistry', props.name),
      props.publicNetworkAccess === false &&
        sku !== 'Premium' &&
        `publicNetworkAccess false needs sku "Premium", but sku is "${sku}"`,
    ]);
    const registry = new AzurermContainerRegistry(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: props.resourceGroup.location,
      sku,
      adminEnabled: false,
      anonymousPullEnabled: false,
      publicNetworkAccessEnabled: props.publicNetworkAccess ?? true,
      ...(props.tags && { tags: props.tags }),
    });
    this.id = registry.id;
    this.loginServer = registry.loginServer;
    if (props.logAnalytics) {
      new DiagnosticSetting(this, 'diagnostics', {
        targetId: this.id,
        logAnalytics: props.logAnalytics,
        categories: ['ContainerRegistryLoginEvents', 'ContainerRegistryRepositoryEvents'],
      });
    }
  }
}

class ImportedContainerRegistry extends ContainerRegistryBase {
  readonly id: string;

  #data: AzapiDataResource | undefined;

  constructor(scope: Construct, id: string, containerRegistryId: string) {
    super(scope, id);
    this.id = containerRegistryId;
  }

  /** Read from Azure, by those only who ask for it. */
  get loginServer(): string {
    this.#data ??= new AzapiDataResource(this, 'Resource', {
      type: 'Microsoft.ContainerRegistry/registries@2023-07-01',
      resourceId: this.id,
      responseExportValues: ['properties.loginServer'],
    });
    return this.#data.outputString('properties.loginServer');
  }
}
