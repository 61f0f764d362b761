import { group, vault, workspaceGraph } from '../arm/sample-subscription';
import { unframed } from './printed';
import { tenant, terraformWorkspace, type TerraformWorkspace, withProviders } from './terraform-workspace';

let terraform: TerraformWorkspace;
beforeAll(async () => {
  terraform = await terraformWorkspace((directory) => workspaceGraph(directory));
});
afterAll(() => terraform.close());

const where = { resource_group_name: 'rg-contoso-dev', location: 'westeurope' };
const policy = (object_id: string) => ({
  key_vault_id: vault,
  tenant_id: tenant,
  object_id,
  secret_permissions: ['Get'],
});

const neighbours = withProviders({
  resource: {
    azurerm_cognitive_account: {
      openai: {
        ...where,
        name: 'oai-contoso',
        kind: 'OpenAI',
        sku_name: 'S0',
        custom_subdomain_name: 'oai-contoso',
        local_auth_enabled: false,
        identity: { type: 'SystemAssigned' },
      },
    },
    azurerm_cognitive_deployment: {
      chat: {
        name: 'gpt-4o',
        cognitive_account_id: '${azurerm_cognitive_account.openai.id}',
        model: { format: 'OpenAI', name: 'gpt-4o', version: '2024-08-06' },
        sku: { name: 'GlobalStandard', capacity: 30 },
      },
    },
    azurerm_user_assigned_identity: { ci: { ...where, name: 'id-ci' } },
    azurerm_federated_identity_credential: {
      ci: {
        name: 'github',
        resource_group_name: 'rg-contoso-dev',
        parent_id: '${azurerm_user_assigned_identity.ci.id}',
        audience: ['api://AzureADTokenExchange'],
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'repo:contoso/flows:environment:prod',
      },
    },
    azurerm_key_vault_access_policy: { one: policy('aaaa'), two: policy('bbbb') },
  },
});

it('applies accounts, model deployments and federations', async () => {
  await terraform.apply(neighbours);
  expect(terraform.attributes('azurerm_cognitive_account.openai')).toMatchObject({
    endpoint: 'https://oai-contoso.openai.azure.com/',
    primary_access_key: '',
  });
  expect(
    terraform.graph.get(`${group}/providers/Microsoft.CognitiveServices/accounts/oai-contoso/deployments/gpt-4o`),
  ).toMatchObject({
    sku: { name: 'GlobalStandard', capacity: 30 },
    properties: { model: { name: 'gpt-4o', version: '2024-08-06' } },
  });
  expect((await terraform.plan()).text).toContain('No changes.');
});

it('imports them by their ids', async () => {
  const imports = terraform.addresses().map((to) => ({ to, id: terraform.attributes(to).id }));
  expect((await terraform.run('state', 'rm', ...terraform.addresses())).code).toBe(0);
  expect(await terraform.apply({ ...neighbours, import: imports })).toContain('6 imported, 0 added, 0 changed');
});

it('refuses the id of another type for an import', async () => {
  const config = { ...neighbours, import: [{ to: 'azurerm_user_assigned_identity.other', id: vault }] };
  const resource = {
    ...(neighbours.resource as object),
    azurerm_user_assigned_identity: { ci: { ...where, name: 'id-ci' }, other: { ...where, name: 'id-other' } },
  };
  expect(unframed((await terraform.plan({ ...config, resource })).text)).toContain(
    'is no id of a Microsoft.ManagedIdentity/userAssignedIdentities',
  );
  const missing = [
    {
      to: 'azurerm_user_assigned_identity.other',
      id: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-other`,
    },
  ];
  expect(unframed((await terraform.plan({ ...config, import: missing, resource })).text)).toContain(
    'Cannot import non-existent remote object',
  );
});

it('keeps the access policies of a vault apart', async () => {
  const objects = () =>
    (terraform.graph.get(vault)?.properties.accessPolicies as { objectId: string }[])
      .map(({ objectId }) => objectId)
      .sort();
  expect(objects()).toEqual(['aaaa', 'bbbb']);
  await terraform.apply({
    ...neighbours,
    resource: { ...(neighbours.resource as object), azurerm_key_vault_access_policy: { two: policy('bbbb') } },
  });
  expect(objects()).toEqual(['bbbb']);
  terraform.write({
    ...neighbours,
    resource: { azurerm_key_vault_access_policy: { two: policy('bbbb'), again: policy('bbbb') } },
  });
  const { text } = await terraform.run(
    'apply',
    '-auto-approve',
    '-no-color',
    '-target=azurerm_key_vault_access_policy.again',
  );
  expect(unframed(text)).toContain(`A resource with the ID "${vault}/objectId/bbbb" already exists`);
});

it('reads what exists', async () => {
  await terraform.apply(
    withProviders({
      data: {
        azurerm_resource_group: { main: { name: 'rg-contoso-dev' } },
        azurerm_key_vault: { main: { name: 'kv-contoso-dev', resource_group_name: 'rg-contoso-dev' } },
      },
      output: {
        where: { value: '${data.azurerm_resource_group.main.location} ${data.azurerm_key_vault.main.vault_uri}' },
      },
    }),
  );
  expect(terraform.read('terraform.tfstate')).toContain('westeurope https://kv-contoso-dev.vault.azure.net/');
});

it('says what it looked for where nothing exists', async () => {
  const { text } = await terraform.plan(
    withProviders({ data: { azurerm_resource_group: { main: { name: 'rg-none' } } } }),
  );
  expect(unframed(text)).toContain('/resourceGroups/rg-none was not found');
});

it('names a type that it does not emulate', async () => {
  const { code, text } = await terraform.plan(
    withProviders({ resource: { azurerm_route_table: { main: { ...where, name: 'rt' } } } }),
  );
  expect(code).toBe(1);
  expect(text).toContain('The provider hashicorp/azurerm does not support resource type');
});
