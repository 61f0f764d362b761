import { MachineLearningWorkspace } from '@cdktf/provider-azurerm/lib/machine-learning-workspace';
import { Construct, type IConstruct } from 'constructs';
import { type IApplicationInsights } from './application-insights';
import { armIdPart } from './arm-id';
import { AzapiUpdateResource } from './azapi';
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
  /** A workspace that exists already, in `location`. */
  static fromWorkspaceId(scope: Construct, id: string, workspaceId: string, location: string): IWorkspace {
    return new ImportedWorkspace(scope, id, workspaceId, location);
  }

  readonly id: string;
  readonly name: string;
  readonly resourceGroupName: string;
  readonly subscriptionId: string;
  readonly location: string;
  /** Object id of the workspace's own identity. */
  readonly principalId: string;

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
      ...(props.description !== undefined && { description: props.description }),
      ...(props.tags && { tags: props.tags }),
    });
    this.id = workspace.id;
    this.name = props.name;
    this.resourceGroupName = props.resourceGroup.name;
    this.subscriptionId = armIdPart(workspace.id, 2);
    this.location = props.resourceGroup.location;
    this.principalId = workspace.identity.principalId;

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

class ImportedWorkspace extends WorkspaceBase {
  readonly id: string;
  readonly name: string;
  readonly resourceGroupName: string;
  readonly subscriptionId: string;
  readonly location: string;

  constructor(scope: Construct, id: string, workspaceId: string, location: string) {
    super(scope, id);
    this.id = workspaceId;
    this.subscriptionId = armIdPart(workspaceId, 2);
    this.resourceGroupName = armIdPart(workspaceId, 4);
    this.name = armIdPart(workspaceId, 8);
    this.location = location;
  }
}
