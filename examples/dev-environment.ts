import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { type App, TerraformStack } from 'cdktf';
import {
  AzapiProvider,
  ContainerRegistry,
  KeyVault,
  LogAnalytics,
  ResourceGroup,
  StorageAccount,
  Workspace,
} from 'llmops-cdktf/constructs';

/**
 * ARM ids of what `npm start` deploys to the sandbox, for the examples that add to a platform that exists already. Put
 * your own in their place; in Azure, `az resource list --resource-group <group> --query '[].id'` lists them.
 */
export const subscriptionId = '00000000-0000-0000-0000-000000000001';
export const tenantId = '00000000-0000-0000-0000-00000000000a';
export const location = 'westeurope';
export const resourceGroupId = `/subscriptions/${subscriptionId}/resourceGroups/rg-contoso-dev`;

const providers = `${resourceGroupId}/providers`;
export const workspaceId = `${providers}/Microsoft.MachineLearningServices/workspaces/mlw-contoso-dev`;
export const keyVaultId = `${providers}/Microsoft.KeyVault/vaults/kv-contoso-dev-e2de51`;
export const storageAccountId = `${providers}/Microsoft.Storage/storageAccounts/stcontosodeve2de51`;
export const containerRegistryId = `${providers}/Microsoft.ContainerRegistry/registries/crcontosodeve2de51`;
export const logAnalyticsId = `${providers}/Microsoft.OperationalInsights/workspaces/log-contoso-dev`;

/** A stack beside that platform: its providers, and what others add to it. */
export abstract class DevEnvironmentStack extends TerraformStack {
  readonly resourceGroup = ResourceGroup.fromResourceGroupId(this, 'group', resourceGroupId, location);
  readonly workspace = Workspace.fromWorkspaceId(this, 'workspace', workspaceId);
  readonly storageAccount = StorageAccount.fromStorageAccountId(this, 'storage', storageAccountId);
  readonly containerRegistry = ContainerRegistry.fromContainerRegistryId(this, 'registry', containerRegistryId);
  readonly keyVault = KeyVault.fromKeyVaultId(this, 'vault', keyVaultId, { authorization: 'rbac', tenantId });
  readonly logAnalytics = LogAnalytics.fromLogAnalyticsId(this, 'logs', logAnalyticsId);

  constructor(app: App, name: string) {
    super(app, name);
    new AzurermProvider(this, 'azurerm', { features: [{}], subscriptionId, storageUseAzuread: true });
    new AzapiProvider(this, 'azapi', { subscriptionId });
  }
}
