/** Connections of every kind in a workspace that exists: by Entra where the service can, else with a secret. */
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { App, TerraformStack } from 'cdktf';
import {
  AzapiProvider,
  AzureOpenAiConnection,
  CognitiveSearchConnection,
  CustomConnection,
  OpenAiConnection,
  SecretVariable,
  SerpConnection,
  Workspace,
} from 'llmops-cdktf/constructs';
import { subscriptionId, workspaceId } from './dev-environment';

class Connections extends TerraformStack {
  constructor(app: App) {
    super(app, 'example-connections');
    new AzurermProvider(this, 'azurerm', { features: [{}], subscriptionId });
    new AzapiProvider(this, 'azapi', { subscriptionId });
    const workspace = Workspace.fromWorkspaceId(this, 'workspace', workspaceId);

    new AzureOpenAiConnection(this, 'chat', {
      workspace,
      name: 'chat',
      endpoint: 'https://tickets.openai.azure.com/',
      accountId: `/subscriptions/${subscriptionId}/resourceGroups/rg-openai/providers/Microsoft.CognitiveServices/accounts/tickets`,
    });
    new CognitiveSearchConnection(this, 'articles', {
      workspace,
      name: 'articles',
      endpoint: 'https://tickets.search.windows.net',
    });
    // Terraform takes the value from TF_VAR_openai_key; it is neither in the JSON, nor in state, nor in plans.
    const key = new SecretVariable(this, 'openai-key', { name: 'openai_key' });
    new OpenAiConnection(this, 'fallback', { workspace, name: 'fallback', key });
    new SerpConnection(this, 'web', {
      workspace,
      name: 'web',
      key: new SecretVariable(this, 'serp', { name: 'serp_key' }),
    });
    new CustomConnection(this, 'crm', {
      workspace,
      name: 'crm',
      configs: { base_url: 'https://crm.example.com' },
      // A new version sends the secret again: Terraform cannot see that it changed.
      secrets: { token: new SecretVariable(this, 'crm-token', { name: 'crm_token', version: '2' }) },
    });
  }
}

const app = new App();
new Connections(app);
app.synth();
