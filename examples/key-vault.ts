/** A vault that is ruled by its own access policies, what whoever deploys may do in it, and its audit log. */
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { Deployer, DiagnosticSetting, KeyVault, LogAnalytics, ResourceGroup } from 'llmops-cdktf/constructs';
import { location, logAnalyticsId, resourceGroupId, subscriptionId } from './dev-environment';

class Secrets extends TerraformStack {
  constructor(app: App) {
    super(app, 'example-key-vault');
    new AzurermProvider(this, 'azurerm', { features: [{}], subscriptionId });
    const deployer = new Deployer(this, 'deployer');
    const vault = new KeyVault(this, 'vault', {
      name: 'kv-replies-4711',
      resourceGroup: ResourceGroup.fromResourceGroupId(this, 'group', resourceGroupId, location),
      tenantId: deployer.tenantId,
      authorization: 'access-policy',
      softDeleteDays: 30,
    });
    vault.grantSecretsRead(deployer);
    new DiagnosticSetting(this, 'audit', {
      targetId: vault.id,
      logAnalytics: LogAnalytics.fromLogAnalyticsId(this, 'logs', logAnalyticsId),
      categories: ['AuditEvent'],
    });
  }
}

const app = new App();
new Secrets(app);
app.synth();
