/** A flow as an App Service app from its container image: a second version in a slot, and a secret by its vault. */
import { App, TerraformOutput } from 'cdktf';
import {
  AppServicePlan,
  EndpointIdentity,
  FlowApp,
  SecretVariable,
  TrafficSplit,
  VaultSecret,
} from 'llmops-cdktf/constructs';
import { DevEnvironmentStack, tenantId } from './dev-environment';

class Plan extends DevEnvironmentStack {
  readonly plan: AppServicePlan;
  readonly secret: VaultSecret;

  constructor(app: App) {
    super(app, 'example-plan');
    const { resourceGroup, keyVault } = this;
    // Free and Basic tiers have no slots, and so no splits of traffic.
    this.plan = new AppServicePlan(this, 'plan', { name: 'asp-replies', resourceGroup, sku: 'P1v3' });

    // Terraform takes the value from TF_VAR_crm_token. Who deploys needs Key Vault Secrets Officer on the vault.
    const secret = new SecretVariable(this, 'crm-token', { name: 'crm_token' });
    this.secret = new VaultSecret(this, 'secret', { keyVault, name: 'crm-token', secret });
  }
}

class Serving extends DevEnvironmentStack {
  constructor(app: App, { plan, secret }: Plan) {
    super(app, 'example-flow-app');
    const { resourceGroup, workspace, containerRegistry, storageAccount, keyVault } = this;
    const platform = { resourceGroup, workspace, containerRegistry, storageAccount, keyVault };
    const identity = new EndpointIdentity(this, 'identity', { name: 'id-replies-app', ...platform });
    const repository = 'flows/reply-composer';
    const flowApp = new FlowApp(this, 'replies', {
      name: 'contoso-replies-app',
      resourceGroup,
      plan,
      identity,
      containerRegistry,
      production: { name: 'v001', image: { repository, tag: 'v1' } },
      slot: { name: 'v002', image: { repository, tag: 'v2' } },
      traffic: TrafficSplit.of({ v001: 90, v002: 10 }),
      environmentVariables: { LOG_LEVEL: 'info' },
      secrets: { CRM_TOKEN: secret },
      // Whom the application admits may call; without it anyone may.
      auth: { clientId: '00000000-0000-0000-0000-0000000000c1', tenantId },
    });
    new TerraformOutput(this, 'scoring_uri', { value: flowApp.scoringUri });
  }
}

const app = new App();
new Serving(app, new Plan(app));
app.synth();
