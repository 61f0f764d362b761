/** Any Azure resource by its ARM type: read one, make one, change one that something else manages, send one request. */
import { App, TerraformStack } from 'cdktf';
import {
  AzapiDataResource,
  AzapiProvider,
  AzapiResource,
  AzapiResourceAction,
  AzapiUpdateResource,
} from 'llmops-cdktf/constructs';
import { subscriptionId, workspaceId } from './dev-environment';

class Arm extends TerraformStack {
  constructor(app: App) {
    super(app, 'example-azapi');
    new AzapiProvider(this, 'azapi', { subscriptionId });
    const workspace = new AzapiDataResource(this, 'workspace', {
      type: 'Microsoft.MachineLearningServices/workspaces@2025-06-01',
      resourceId: workspaceId,
      responseExportValues: ['properties.discoveryUrl'],
    });
    new AzapiUpdateResource(this, 'description', {
      type: 'Microsoft.MachineLearningServices/workspaces@2025-06-01',
      resourceId: workspace.id,
      body: { properties: { description: 'Replies to the customers of a shop' } },
    });
    const connection = new AzapiResource(this, 'status-page', {
      type: 'Microsoft.MachineLearningServices/workspaces/connections@2025-06-01',
      name: 'status-page',
      parentId: workspace.id,
      body: { properties: { category: 'CustomKeys', authType: 'CustomKeys', target: '_', metadata: {} } },
      sensitiveBody: { properties: { credentials: { keys: { unused: 'none' } } } },
    });
    new AzapiResourceAction(this, 'secrets-are-readable', {
      type: 'Microsoft.MachineLearningServices/workspaces/connections@2025-06-01',
      resourceId: connection.id,
      action: 'listsecrets',
    });
  }
}

const app = new App();
new Arm(app);
app.synth();
