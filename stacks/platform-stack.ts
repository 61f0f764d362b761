import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { type IAppServicePlan } from '../constructs/app-service';
import { type IApplicationInsights } from '../constructs/application-insights';
import { type IConnection } from '../constructs/connections';
import { type IContainerRegistry } from '../constructs/container-registry';
import { type IKeyVault } from '../constructs/key-vault';
import { type IKubernetesCompute } from '../constructs/kubernetes';
import { type ILogAnalytics, LogAnalytics } from '../constructs/log-analytics';
import { Deployer } from '../constructs/principal';
import { type IResourceGroup, ResourceGroup } from '../constructs/resource-group';
import { type IStorageAccount } from '../constructs/storage-account';
import { type IWorkspace } from '../constructs/workspace';
import { type Environment } from '../model/environment';
import { type StackState } from '../model/state-location';
import { addConnections } from './connections';
import { EnvironmentStack } from './environment-stack';
import { addAppServicePlans, writesVaultSecrets } from './platform/app-service-plans';
import { addClusters } from './platform/clusters';
import { addPrivateNetwork, type PrivateNetwork } from './platform/network';
import { addPlatformOperations } from './platform/operations';
import { addWorkspaceParts } from './platform/workspace-parts';

/**
 * What an environment's flows need before anything is registered: the workspace with its vault, storage and registry,
 * and the connections. What exists already is taken as it is.
 */
export class PlatformStack extends EnvironmentStack {
  readonly resourceGroup: IResourceGroup;
  readonly logAnalytics: ILogAnalytics;
  readonly keyVault: IKeyVault;
  readonly storageAccount: IStorageAccount;
  readonly containerRegistry: IContainerRegistry;
  readonly applicationInsights: IApplicationInsights;
  readonly workspace: IWorkspace;
  /** Absent where the environment's isolation is `public`. */
  readonly network?: PrivateNetwork;
  /** Attached to the workspace, by name. */
  readonly clusters: ReadonlyMap<string, IKubernetesCompute>;
  /** By name. */
  readonly appServicePlans: ReadonlyMap<string, IAppServicePlan>;
  /** By name. */
  readonly connections: ReadonlyMap<string, IConnection>;

  constructor(scope: Construct, environment: Environment, state: StackState) {
    super(scope, 'platform', environment, state);
    const { existing } = environment;
    const resourceGroup = addResourceGroup(this, environment);
    this.resourceGroup = resourceGroup;
    const logAnalytics = addLogAnalytics(this, environment, resourceGroup);
    this.logAnalytics = logAnalytics;
    const parts = addWorkspaceParts(this, environment, { resourceGroup, logAnalytics });
    this.keyVault = parts.keyVault;
    this.storageAccount = parts.storageAccount;
    this.containerRegistry = parts.containerRegistry;
    this.applicationInsights = parts.applicationInsights;
    this.workspace = parts.workspace;
    this.connections = addConnections(this.workspace, new Construct(this, 'connections'), environment);
    if (environment.network.isolation === 'private') {
      this.network = addPrivateNetwork(this, environment, resourceGroup, parts);
    }

    this.clusters = addClusters(this, environment, { resourceGroup, logAnalytics, network: this.network, ...parts });
    this.appServicePlans = addAppServicePlans(this, environment, resourceGroup);

    const deployer = new Deployer(this, 'deployer');
    const grants = existing.grantDeployer ?? true;
    if (grants || (existing.storageAccount ?? existing.workspace) === undefined) {
      this.storageAccount.grantBlobWrite(deployer);
    }
    if (grants || existing.workspace === undefined) this.workspace.grantDataScience(deployer);
    if (writesVaultSecrets(environment) && (grants || (existing.keyVault ?? existing.workspace) === undefined)) {
      this.keyVault.grantSecretsWrite(deployer);
    }

    addPlatformOperations(this, environment, resourceGroup, parts);
    new TerraformOutput(this, 'workspace_id', { value: this.workspace.id, staticId: true });
  }
}

function addResourceGroup(scope: Construct, { names, location, existing }: Environment): IResourceGroup {
  const { resourceGroup: name } = names;
  return existing.resourceGroup === true
    ? ResourceGroup.fromResourceGroupName(scope, 'resource-group', name, location)
    : new ResourceGroup(scope, 'resource-group', { name, location });
}

function addLogAnalytics(
  scope: Construct,
  { names, logs, existing }: Environment,
  resourceGroup: IResourceGroup,
): ILogAnalytics {
  return existing.logAnalytics === undefined
    ? new LogAnalytics(scope, 'logs', { name: names.logAnalytics, resourceGroup, retentionDays: logs.retentionDays })
    : LogAnalytics.fromLogAnalyticsId(scope, 'logs', existing.logAnalytics);
}
