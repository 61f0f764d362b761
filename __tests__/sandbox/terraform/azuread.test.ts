import { builtInRoles } from '../../../sandbox/arm';
import {
  type Config,
  deployer,
  subscription,
  tenant,
  terraformWorkspace,
  type TerraformWorkspace,
  withProviders,
} from './terraform-workspace';

let terraform: TerraformWorkspace;
beforeAll(async () => {
  terraform = await terraformWorkspace();
});
afterAll(() => terraform.close());

const pipeline = (display_name: string, more: Config = {}) =>
  withProviders({
    data: {
      azuread_client_config: { current: {} },
      azapi_client_config: { current: {} },
      azurerm_subscription: { current: {} },
      azurerm_role_definition: {
        contributor: { name: 'Contributor', scope: '${data.azurerm_subscription.current.id}' },
      },
    },
    resource: {
      azuread_application: { pipeline: { display_name, owners: ['${data.azuread_client_config.current.object_id}'] } },
      azuread_service_principal: { pipeline: { client_id: '${azuread_application.pipeline.client_id}' } },
      azuread_application_federated_identity_credential: {
        github: {
          application_id: '${azuread_application.pipeline.id}',
          display_name: 'github-main',
          issuer: 'https://token.actions.githubusercontent.com',
          subject: 'repo:contoso/flows:ref:refs/heads/main',
          audiences: ['api://AzureADTokenExchange'],
        },
      },
      azuread_application_password: {
        legacy: { application_id: '${azuread_application.pipeline.id}', display_name: 'legacy' },
      },
      azurerm_role_assignment: {
        deploy: {
          scope: '${data.azurerm_subscription.current.id}',
          role_definition_id: '${data.azurerm_role_definition.contributor.id}',
          principal_id: '${azuread_service_principal.pipeline.object_id}',
        },
      },
      ...more,
    },
  });

describe('the service principal of a pipeline', () => {
  it('is made with its federation and its role', async () => {
    await terraform.apply(pipeline('llmops'));
    const { client_id, object_id } = terraform.attributes('azuread_application.pipeline');
    expect(terraform.attributes('azuread_service_principal.pipeline')).toMatchObject({
      client_id,
      display_name: 'llmops',
    });
    expect(object_id).not.toBe(client_id);
    const principal = terraform.attributes('azuread_service_principal.pipeline').object_id as string;
    expect(
      terraform.graph.hasRole(principal, `/subscriptions/${subscription}/resourceGroups/any`, [
        builtInRoles.Contributor!,
      ]),
    ).toBe(true);
    expect((await terraform.plan()).text).toContain('No changes.');
  });

  it('knows who deploys', () => {
    expect(terraform.attributes('azuread_client_config.current')).toMatchObject({
      object_id: deployer.objectId,
      tenant_id: tenant,
    });
    expect(terraform.attributes('azapi_client_config.current')).toMatchObject({
      subscription_resource_id: `/subscriptions/${subscription}`,
    });
  });

  it('is renamed in place', async () => {
    const text = await terraform.apply(pipeline('llmops-deploy'));
    expect(text).toContain('0 added, 1 changed, 0 destroyed');
  });

  it('has a password that only the state knows', () => {
    const { value } = terraform.attributes('azuread_application_password.legacy');
    expect(value).toEqual(expect.stringMatching(/^\S{40,}$/));
    expect(JSON.stringify(terraform.graph.all())).not.toContain(value);
  });

  it('has a federation that is replaced where another name is given', async () => {
    const other = {
      application_id: '${azuread_application.pipeline.id}',
      display_name: 'other',
      issuer: 'https://a',
      subject: 'b',
      audiences: ['c'],
    };
    const { text } = await terraform.plan(
      pipeline('llmops-deploy', { azuread_application_federated_identity_credential: { github: other } }),
    );
    expect(text).toContain('1 to add, 0 to change, 1 to destroy');
  });

  it('may share its name with another application', async () => {
    await terraform.apply(
      pipeline('llmops', {
        azuread_application: { pipeline: { display_name: 'llmops' }, twin: { display_name: 'llmops' } },
      }),
    );
    const ids = ['pipeline', 'twin'].map((name) => terraform.attributes(`azuread_application.${name}`).object_id);
    expect(new Set(ids).size).toBe(2);
  });

  it('may not, where it is told to have a name of its own', async () => {
    const third = { display_name: 'llmops', prevent_duplicate_names: true };
    const config = pipeline('llmops', { azuread_application: { pipeline: { display_name: 'llmops' }, third } });
    await expect(terraform.apply(config)).rejects.toThrow('already exists');
  });

  it('is imported by its ids', async () => {
    await terraform.apply(pipeline('llmops'));
    const addresses = terraform.addresses().filter((address) => !address.startsWith('azuread_application_password'));
    const imports = addresses.map((to) => ({ to, id: terraform.attributes(to).id }));
    expect((await terraform.run('state', 'rm', ...addresses)).code).toBe(0);
    expect(await terraform.apply({ ...pipeline('llmops'), import: imports })).toContain(
      '4 imported, 0 added, 0 changed',
    );
  });

  it('is gone after destroy', async () => {
    expect(await terraform.run('destroy', '-auto-approve', '-no-color')).toMatchObject({ code: 0 });
    expect(terraform.graph.all()).toEqual([]);
  });
});
