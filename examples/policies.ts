/** A registry that is not synthesized unless it is what scanners ask for, or somebody has said why not. */
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { App, Aspects, TerraformStack } from 'cdktf';
import { ContainerRegistry, LogAnalytics, ResourceGroup } from 'llmops-cdktf/constructs';
import { PolicyCheck } from 'llmops-cdktf/stacks';
import { location, logAnalyticsId, resourceGroupId, subscriptionId } from './dev-environment';

class Images extends TerraformStack {
  constructor(app: App) {
    super(app, 'example-policies');
    new AzurermProvider(this, 'azurerm', { features: [{}], subscriptionId });
    new ContainerRegistry(this, 'registry', {
      name: 'crreplies4711',
      resourceGroup: ResourceGroup.fromResourceGroupId(this, 'group', resourceGroupId, location),
      logAnalytics: LogAnalytics.fromLogAnalyticsId(this, 'logs', logAnalyticsId),
      sku: 'Premium',
      publicNetworkAccess: false,
    });
    const copies = ['CKV_AZURE_165', 'CKV_AZURE_233'];
    Aspects.of(this).add(new PolicyCheck({ accept: [{ rules: copies, reason: 'every image can be built again' }] }));
  }
}

const app = new App();
new Images(app);
app.synth();
