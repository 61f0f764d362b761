/** A managed endpoint that serves a registered flow beside the platform that `npm start` deploys. */
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import {
  AzapiProvider,
  ContainerRegistry,
  EndpointIdentity,
  LogAnalytics,
  ManagedOnlineEndpoint,
  ResourceGroup,
  StorageAccount,
  TrafficSplit,
  Workspace,
} from 'llmops-cdktf/constructs';
import {
  containerRegistryId,
  location,
  logAnalyticsId,
  resourceGroupId,
  storageAccountId,
  subscriptionId,
  workspaceId,
} from './dev-environment';

class Serving extends TerraformStack {
  constructor(app: App) {
    super(app, 'example-managed-endpoint');
    new AzurermProvider(this, 'azurerm', { features: [{}], subscriptionId });
    new AzapiProvider(this, 'azapi', { subscriptionId });
    const workspace = Workspace.fromWorkspaceId(this, 'workspace', workspaceId);

    const identity = new EndpointIdentity(this, 'identity', {
      name: 'id-replies',
      resourceGroup: ResourceGroup.fromResourceGroupId(this, 'group', resourceGroupId, location),
      workspace,
      containerRegistry: ContainerRegistry.fromContainerRegistryId(this, 'registry', containerRegistryId),
      storageAccount: StorageAccount.fromStorageAccountId(this, 'storage', storageAccountId),
    });
    const endpoint = new ManagedOnlineEndpoint(this, 'replies', {
      workspace,
      name: 'contoso-replies',
      identity,
      // With two versions: TrafficSplit.of({ v001: 90, v002: 10 })
      traffic: TrafficSplit.all('v001'),
      logAnalytics: LogAnalytics.fromLogAnalyticsId(this, 'logs', logAnalyticsId),
    });
    endpoint.addDeployment('v001', {
      modelId: workspace.modelId('reply-composer', '1'),
      environmentId: workspace.environmentId('promptflow-serving', '1'),
      instanceType: 'Standard_DS3_v2',
      instances: 1,
      environmentVariables: { LOG_LEVEL: 'info' },
    });
    new TerraformOutput(this, 'scoring_uri', { value: endpoint.scoringUri });
  }
}

const app = new App();
new Serving(app);
app.synth();
