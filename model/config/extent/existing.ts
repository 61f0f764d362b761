import { z } from 'zod';
import { armId } from '../arm-id';

/** `existing`: resources that are used as they are. */
export const existing = z.strictObject({
  resourceGroup: z.literal(true).exactOptional().meta({
    description: "The resource group is there already, by the name that 'resourceGroup' gives.",
  }),
  workspace: armId('Microsoft.MachineLearningServices/workspaces').exactOptional().meta({
    description: 'Workspace. It brings its own vault, storage account, registry and Application Insights.',
  }),
  keyVault: armId('Microsoft.KeyVault/vaults').exactOptional().meta({
    description: "Key Vault; 'keyVault.authorization' says how it grants access.",
  }),
  storageAccount: armId('Microsoft.Storage/storageAccounts').exactOptional().meta({ description: 'Storage account.' }),
  containerRegistry: armId('Microsoft.ContainerRegistry/registries')
    .exactOptional()
    .meta({ description: 'Container registry.' }),
  applicationInsights: armId('Microsoft.Insights/components')
    .exactOptional()
    .meta({ description: 'Application Insights.' }),
  logAnalytics: armId('Microsoft.OperationalInsights/workspaces')
    .exactOptional()
    .meta({ description: 'Log Analytics workspace.' }),
  grantDeployer: z.boolean().exactOptional().meta({
    description:
      'Grant whoever deploys its roles on the existing workspace and storage account. false: it has them already, and Azure refuses a grant that is given twice.',
    default: true,
  }),
});
