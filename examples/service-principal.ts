/** Whom a pipeline acts as: a service principal that signs in without a secret, with the rights that a deploy needs. */
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider';
import { App, TerraformOutput } from 'cdktf';
import { DeployerRights, ServicePrincipal } from 'llmops-cdktf/constructs';
import { DevEnvironmentStack, resourceGroupId, tenantId } from './dev-environment';

class Pipelines extends DevEnvironmentStack {
  constructor(app: App) {
    super(app, 'example-service-principal');
    new AzureadProvider(this, 'azuread', { tenantId });
    const principal = new ServicePrincipal(this, 'deployer', {
      displayName: 'contoso-replies-deployer',
      federation: [
        {
          name: 'github-main',
          issuer: 'https://token.actions.githubusercontent.com',
          subject: 'repo:contoso/replies:environment:dev',
        },
      ],
    });
    // Contributor, and the right to assign just those roles that the constructs assign.
    new DeployerRights(this, 'rights', { principal, scopeId: resourceGroupId });
    new TerraformOutput(this, 'client_id', { value: principal.clientId });
  }
}

const app = new App();
new Pipelines(app);
app.synth();
