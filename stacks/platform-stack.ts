import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { ApplicationInsights } from '../constructs/application-insights';
import { type IConnection } from '../constructs/connections';
import { ContainerRegistry, type IContainerRegistry } from '../constructs/container-registry';
import { type IKeyVault, KeyVault } from '../constructs/key-vault';
import { type ILogAnalytics, LogAnalytics } from '../constructs/log-analytics';
import { Deployer } from '../constructs/principal';
import { type IResourceGroup, ResourceGroup } from '../constructs/resource-group';
import { type IStorageAccount, StorageAccount } from '../constructs/storage-account';
import { type IWorkspace, Workspace } from '../constructs/workspace';
import { type Environment } from '../model/environment';
import { type StackState } from '../model/state-location';
import { addConnections } from './connections';
import { EnvironmentStack } from './environment-stack';

/**
 * What an environment's flows need before anything is registered: the workspace with its vault, storage and registry,
 * and the connections.
 */
export class PlatformStack extends EnvironmentStack {
  readonly resourceGroup: IResourceGroup;
  readonly logAnalytics: ILogAnalytics;
  readonly keyVault: IKeyVault;
  readonly storageAccount: IStorageAccount;
  readonly containerRegistry: IContainerRegistry;
  readonly workspace: IWorkspace;
  /** By name. */
  readonly connections: ReadonlyMap<string, IConnection>;

  constructor(scope: Construct, environment: Environment, state: StackState) {
    super(scope, 'platform', environment, state);
    const { names } = environment;
    const resourceGroup = new ResourceGroup(this, 'resource-group', {
      name: names.resourceGroup,
      location: environment.location,
    });
    this.resourceGroup = resourceGroup;
    const logAnalytics = new LogAnalytics(this, 'logs', {
      name: names.logAnalytics,
      resourceGroup,
      retentionDays: environment.logs.retentionDays,
    });
    this.logAnalytics = logAnalytics;
    this.keyVault = new KeyVault(this, 'key-vault', {
      name: names.keyVault,
      resourceGroup,
      tenantId: environment.tenant,
      ...environment.keyVault,
      logAnalytics,
    });
    this.storageAccount = new StorageAccount(this, 'storage', {
      name: names.storageAccount,
      resourceGroup,
      replication: environment.storage.replication,
    });
    this.containerRegistry = new ContainerRegistry(this, 'registry', {
      name: names.containerRegistry,
      resourceGroup,
      sku: environment.containerRegistry.sku,
    });
    this.workspace = new Workspace(this, 'workspace', {
      name: names.workspace,
      resourceGroup,
      keyVault: this.keyVault,
      storageAccount: this.storageAccount,
      containerRegistry: this.containerRegistry,
      applicationInsights: new ApplicationInsights(this, 'application-insights', {
        name: names.applicationInsights,
        resourceGroup,
        logAnalytics,
      }),
      logAnalytics,
    });
    this.connections = addConnections(this.workspace, new Construct(this, 'connections'), environment);

    const deployer = new Deployer(this, 'deployer');
    this.storageAccount.grantBlobWrite(deployer);
    this.workspace.grantDataScience(deployer);

    new TerraformOutput(this, 'workspace_id', { value: this.workspace.id, staticId: true });
  }
}
