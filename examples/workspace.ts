/** A workspace with all that it needs, and the rights of whoever deploys: nothing has to exist before. */
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import {
  ApplicationInsights,
  AzapiProvider,
  ContainerRegistry,
  Deployer,
  KeyVault,
  LogAnalytics,
  ResourceGroup,
  StorageAccount,
  Workspace,
} from 'llmops-cdktf/constructs';

class Platform extends TerraformStack {
  constructor(app: App) {
    super(app, 'example-platform');
    new AzurermProvider(this, 'azurerm', { features: [{}], storageUseAzuread: true });
    new AzapiProvider(this, 'azapi');
    const deployer = new Deployer(this, 'deployer');

    const resourceGroup = new ResourceGroup(this, 'group', { name: 'rg-tickets', location: 'westeurope' });
    const logAnalytics = new LogAnalytics(this, 'logs', { name: 'log-tickets', resourceGroup, retentionDays: 90 });
    const storageAccount = new StorageAccount(this, 'storage', {
      name: 'sttickets4711',
      resourceGroup,
      replication: 'ZRS',
    });
    const workspace = new Workspace(this, 'workspace', {
      name: 'mlw-tickets',
      resourceGroup,
      keyVault: new KeyVault(this, 'vault', { name: 'kv-tickets-4711', resourceGroup, tenantId: deployer.tenantId }),
      storageAccount,
      containerRegistry: new ContainerRegistry(this, 'registry', { name: 'crtickets4711', resourceGroup }),
      applicationInsights: new ApplicationInsights(this, 'insights', {
        name: 'appi-tickets',
        resourceGroup,
        logAnalytics,
      }),
      logAnalytics,
    });

    // What registering flows and datasets needs.
    storageAccount.grantBlobWrite(deployer);
    workspace.grantDataScience(deployer);
    new TerraformOutput(this, 'workspace_id', { value: workspace.id });
  }
}

const app = new App();
new Platform(app);
app.synth();
