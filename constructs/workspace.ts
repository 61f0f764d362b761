import { MachineLearningWorkspace } from '@cdktf/provider-azurerm/lib/machine-learning-workspace';
import { Construct, type IConstruct } from 'constructs';
import { type IApplicationInsights } from './application-insights';
import { armIdPart } from './arm-id';
import { AzapiDataResource, AzapiUpdateResource } from './azapi';
import { badName } from './azure-name';
import { type IContainerRegistry } from './container-registry';
import { DiagnosticSetting } from './diagnostic-setting';
import { type IKeyVault } from './key-vault';
import { type ILogAnalytics } from './log-analytics';
import { machineLearningType } from './machine-learning';
import { type IPrincipal } from './principal';
import { refuse } from './props';
import { type IResourceGroup } from './resource-group';
import { grantRole, Role } from './role';
import { type IStorageAccount } from './storage-account';

export interface IWorkspace extends IConstruct {
  readonly id: string;
  readonly name: string;
  readonly resourceGroupName: string;
  readonly subscriptionId: string;
  /** Region of the workspace, and so of its endpoints. */
  readonly location: string;
  /** Lets a principal read the secrets of the workspace's connections: what serving a flow needs. */
  grantConnectionSecretsRead(principal: IPrincipal): void;
  /** Lets a principal register assets and call endpoints. */
  grantDataScience(principal: IPrincipal): void;
  /** ARM id of a registered model version. */
  modelId(name: string, version: string): string;
  /** ARM id of a registered environment version. */
  environmentId(name: string, version: string): string;
}

/** A workspace that exists already, and what it was made with. */
export interface IExistingWorkspace extends IWorkspace {
  readonly keyVaultId: string;
  readonly storageAccountId: string;
  readonly containerRegistryId: string;
  readonly applicationInsightsId: string;
}

export interface WorkspaceProps {
  /** 3-33 characters. A change replaces the workspace. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** Keeps the connections' secrets. A change replaces the workspace. */
  readonly keyVault: IKeyVault;
  /** Keeps flows, datasets and logs. A change replaces the workspace. */
  readonly storageAccount: IStorageAccount;
  /** Keeps the images in which flows are served. A change replaces the workspace. */
  readonly containerRegistry: IContainerRegistry;
  /** Takes traces and metrics. A change replaces the workspace. */
  readonly applicationInsights: IApplicationInsights;
  /** Where the workspace's own logs go. @default - nowhere */
  readonly logAnalytics?: ILogAnalytics;
  /** How the workspace's datastores open the storage account: by identities, or by its account key. @default "Identity" */
  readonly datastoreAccess?: 'Identity' | 'AccessKey';
  /** @default true */
  readonly publicNetworkAccess?: boolean;
  /**
   * Which ways out the network has in which Azure ML runs managed deployments. It cannot go back: from approved
   * outbound to internet outbound, or from either to none.
   *
   * @default - no network of its own: deployments reach the internet
   */
  readonly managedNetwork?: 'AllowInternetOutbound' | 'AllowOnlyApprovedOutbound';
  /** @default - no description */
  readonly description?: string;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** Logs that tell who changed assets, ran jobs and read data. */
const logCategories = [
  'AmlComputeJobEvent',
  'AmlRunStatusChangedEvent',
  'ModelsChangeEvent',
  'ModelsReadEvent',
  'ModelsActionEvent',
  'EnvironmentChangeEvent',
  'EnvironmentReadEvent',
  'DataSetChangeEvent',
  'DataSetReadEvent',
  'RunEvent',
  'RunReadEvent',
];

abstract class WorkspaceBase extends Construct implements IWorkspace {
  abstract readonly id: string;
  abstract readonly name: string;
  abstract readonly resourceGroupName: string;
  abstract readonly subscriptionId: string;
  abstract readonly location: string;

  grantConnectionSecretsRead(principal: IPrincipal): void {
    grantRole(principal, Role.connectionSecretsReader, this, this.id);
  }

  grantDataScience(principal: IPrincipal): void {
    grantRole(principal, Role.dataScientist, this, this.id);
  }

  modelId(name: string, version: string): string {
    return `${this.id}/models/${name}/versions/${version}`;
  }

  environmentId(name: string, version: string): string {
    return `${this.id}/environments/${name}/versions/${version}`;
  }
}

/**
 * An Azure ML workspace with a system-assigned identity. Azure ML itself grants that identity what it needs on the
 * vault, the storage account and the registry.
 */
export class Workspace extends WorkspaceBase {
  /** A workspace that exists already. Its region and what it was made with are read from Azure. */
  static fromWorkspaceId(scope: Construct, id: string, workspaceId: string): IExistingWorkspace {
    return new ImportedWorkspace(scope, id, workspaceId);
  }

  readonly id: string;
  readonly name: string;
  readonly resourceGroupName: string;
  readonly subscriptionId: string;
  readonly location: string;
  /** Object id of the workspace's own identity. */
  readonly principalId: string;
  readonly hasManagedNetwork: boolean;

  constructor(scope: Construct, id: string, props: WorkspaceProps) {
    super(scope, id);
    refuse(this, [badName('workspace', props.name)]);
    const workspace = new MachineLearningWorkspace(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: props.resourceGroup.location,
      applicationInsightsId: props.applicationInsights.id,
      keyVaultId: props.keyVault.id,
      storageAccountId: props.storageAccount.id,
      containerRegistryId: props.containerRegistry.id,
      publicNetworkAccessEnabled: props.publicNetworkAccess ?? true,
      identity: { type: 'SystemAssigned' },
      ...(props.managedNetwork !== undefined && { managedNetwork: { isolationMode: props.managedNetwork } }),
      ...(props.description !== undefined && { description: props.description }),
      ...(props.tags && { tags: props.tags }),
    });
    this.id = workspace.id;
    this.name = props.name;
    this.resourceGroupName = props.resourceGroup.name;
    this.subscriptionId = armIdPart(workspace.id, 2);
    this.location = props.resourceGroup.location;
    this.principalId = workspace.identity.principalId;
    this.hasManagedNetwork = props.managedNetwork !== undefined;

    new AzapiUpdateResource(this, 'datastore-access', {
      type: machineLearningType('workspaces'),
      resourceId: this.id,
      body: { properties: { systemDatastoresAuthMode: props.datastoreAccess ?? 'Identity' } },
    });
    if (props.logAnalytics) {
      new DiagnosticSetting(this, 'diagnostics', {
        targetId: this.id,
        logAnalytics: props.logAnalytics,
        categories: logCategories,
      });
    }
  }
}

class ImportedWorkspace extends WorkspaceBase implements IExistingWorkspace {
  readonly id: string;
  readonly name: string;
  readonly resourceGroupName: string;
  readonly subscriptionId: string;
  readonly location: string;
  readonly keyVaultId: string;
  readonly storageAccountId: string;
  readonly containerRegistryId: string;
  readonly applicationInsightsId: string;

  constructor(scope: Construct, id: string, workspaceId: string) {
    super(scope, id);
    this.id = workspaceId;
    this.subscriptionId = armIdPart(workspaceId, 2);
    this.resourceGroupName = armIdPart(workspaceId, 4);
    this.name = armIdPart(workspaceId, 8);
    const parts = ['keyVault', 'storageAccount', 'containerRegistry', 'applicationInsights'] as const;
    const workspace = new AzapiDataResource(this, 'Resource', {
      type: machineLearningType('workspaces'),
      resourceId: workspaceId,
      responseExportValues: parts.map((part) => `properties.${part}`),
    });
    workspace.lifecycle = {
      postcondition: parts.map((part) => ({
        condition: `\${can(self.output.properties.${part}) ? self.output.properties.${part} != null : false}`,
        errorMessage: `Workspace ${this.name} has no ${part}: attach one to it, as flows are served with it.`,
      })),
    };
    this.location = workspace.location;
    this.keyVaultId = workspace.outputString('properties.keyVault');
    this.storageAccountId = workspace.outputString('properties.storageAccount');
    this.containerRegistryId = workspace.outputString('properties.containerRegistry');
    this.applicationInsightsId = workspace.outputString('properties.applicationInsights');
  }
}
