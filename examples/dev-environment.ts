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
