import { type Construct } from 'constructs';
import { ApplicationInsights, type IApplicationInsights } from '../../constructs/application-insights';
import { ContainerRegistry, type IContainerRegistry } from '../../constructs/container-registry';
import { type IKeyVault, KeyVault } from '../../constructs/key-vault';
import { type ILogAnalytics } from '../../constructs/log-analytics';
import { type IResourceGroup } from '../../constructs/resource-group';
import { type IStorageAccount, StorageAccount } from '../../constructs/storage-account';
import { type IWorkspace, Workspace } from '../../constructs/workspace';
import { type Environment } from '../../model/environment';

/** A workspace and what it works with. */
export interface WorkspaceParts {
  readonly keyVault: IKeyVault;
  readonly storageAccount: IStorageAccount;
  readonly containerRegistry: IContainerRegistry;
  readonly applicationInsights: IApplicationInsights;
  readonly workspace: IWorkspace;
}

/** What new parts are made in, and where they send their logs. */
export interface PartsPlace {
  readonly resourceGroup: IResourceGroup;
  readonly logAnalytics: ILogAnalytics;
}

/** The workspace of an environment with its parts, each made or taken as it is. */
export function addWorkspaceParts(scope: Construct, environment: Environment, place: PartsPlace): WorkspaceParts {
  const { existing } = environment;
  return existing.workspace === undefined
    ? makeWorkspace(scope, environment, place)
    : takeWorkspace(scope, environment, existing.workspace);
}

/** An existing workspace brings all its parts, which are read from Azure. */
function takeWorkspace(scope: Construct, environment: Environment, id: string): WorkspaceParts {
  const workspace = Workspace.fromWorkspaceId(scope, 'workspace', id);
  const { keyVaultId, storageAccountId, containerRegistryId, applicationInsightsId } = workspace;
  return {
    workspace,
    keyVault: takeKeyVault(scope, environment, keyVaultId),
    storageAccount: StorageAccount.fromStorageAccountId(scope, 'storage', storageAccountId),
    containerRegistry: ContainerRegistry.fromContainerRegistryId(scope, 'registry', containerRegistryId),
    applicationInsights: ApplicationInsights.fromApplicationInsightsId(
      scope,
      'application-insights',
      applicationInsightsId,
    ),
  };
}

function makeWorkspace(scope: Construct, environment: Environment, place: PartsPlace): WorkspaceParts {
  const { names, existing, network } = environment;
  const { resourceGroup, logAnalytics } = place;
  const isPrivate = network.isolation === 'private';
  const publicNetworkAccess = !isPrivate;
  const keyVault =
    existing.keyVault === undefined
      ? new KeyVault(scope, 'key-vault', {
          name: names.keyVault,
          resourceGroup,
          tenantId: environment.tenant,
          ...environment.keyVault,
          publicNetworkAccess,
          logAnalytics,
        })
      : takeKeyVault(scope, environment, existing.keyVault);
  const storageAccount =
    existing.storageAccount === undefined
      ? new StorageAccount(scope, 'storage', {
          name: names.storageAccount,
          resourceGroup,
          replication: environment.storage.replication,
          publicNetworkAccess,
          logAnalytics,
        })
      : StorageAccount.fromStorageAccountId(scope, 'storage', existing.storageAccount);
  const containerRegistry =
    existing.containerRegistry === undefined
      ? new ContainerRegistry(scope, 'registry', {
          name: names.containerRegistry,
          resourceGroup,
          sku: environment.containerRegistry.sku,
          publicNetworkAccess,
          logAnalytics,
        })
      : ContainerRegistry.fromContainerRegistryId(scope, 'registry', existing.containerRegistry);
  const applicationInsights =
    existing.applicationInsights === undefined
      ? new ApplicationInsights(scope, 'application-insights', {
          name: names.applicationInsights,
          resourceGroup,
          logAnalytics,
        })
      : ApplicationInsights.fromApplicationInsightsId(scope, 'application-insights', existing.applicationInsights);
  const parts = { keyVault, storageAccount, containerRegistry, applicationInsights };
  const workspace = new Workspace(scope, 'workspace', {
    name: names.workspace,
    resourceGroup,
    ...parts,
    publicNetworkAccess,
    ...(isPrivate && { managedNetwork: 'AllowOnlyApprovedOutbound' }),
    logAnalytics,
  });
  return { ...parts, workspace };
}

function takeKeyVault(scope: Construct, { keyVault, tenant }: Environment, id: string): IKeyVault {
  return KeyVault.fromKeyVaultId(scope, 'key-vault', id, {
    authorization: keyVault.authorization,
    tenantId: tenant,
  });
}
