import { workspaceGraph } from '../arm/sample-subscription';
import { unframed } from './printed';
import { type Config, terraformWorkspace, type TerraformWorkspace, withProviders } from './terraform-workspace';

let terraform: TerraformWorkspace;
beforeAll(async () => {
  terraform = await terraformWorkspace((directory) => workspaceGraph(directory));
});
afterAll(() => terraform.close());

const where = { resource_group_name: 'rg-contoso-dev', location: 'westeurope' };
const arc =
  '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-factory/providers/Microsoft.Kubernetes/connectedClusters/factory';
const pem = 'the-private-key-of-scoring';

const cluster = {
  ...where,
  name: 'aks-contoso',
  dns_prefix: 'aks-contoso',
  default_node_pool: { name: 'serving', vm_size: 'Standard_D4s_v5', node_count: 3 },
  identity: { type: 'SystemAssigned' },
};
const extension = {
  name: 'azureml',
  cluster_id: '${azurerm_kubernetes_cluster.aks.id}',
  extension_type: 'Microsoft.AzureML.Kubernetes',
  configuration_settings: {
    enableInference: 'True',
    inferenceRouterServiceType: 'LoadBalancer',
    sslCname: 'scoring.contoso.com',
  },
  configuration_protected_settings: { sslCertPemFile: 'cert', sslKeyPemFile: pem },
};
const resources = (aks: Config = {}, azureml: Config = {}, more: Config = {}) =>
  withProviders({
    resource: {
      azurerm_kubernetes_cluster: { aks: { ...cluster, ...aks } },
      azurerm_kubernetes_cluster_extension: { azureml: { ...extension, ...azureml } },
      azurerm_arc_kubernetes_cluster_extension: {
        azureml: { ...extension, cluster_id: arc, identity: { type: 'SystemAssigned' } },
      },
    },
    ...more,
  });

it('applies clusters and their extensions, be they elsewhere', async () => {
  await terraform.apply(resources());
  expect(terraform.attributes('azurerm_kubernetes_cluster.aks')).toMatchObject({
    fqdn: 'aks-contoso.hcp.westeurope.azmk8s.io',
    node_resource_group: 'MC_rg-contoso-dev_aks-contoso_westeurope',
    sku_tier: 'Free',
    identity: [{ principal_id: expect.stringMatching(/-/) as string }],
  });
  expect(terraform.attributes('azurerm_kubernetes_cluster_extension.azureml')).toMatchObject({
    release_train: 'Stable',
    aks_assigned_identity: [{ type: 'SystemAssigned' }],
  });
  expect((await terraform.plan()).text).toContain('No changes.');
});

it('keeps protected settings to Terraform: the sandbox knows their fingerprints', () => {
  expect(JSON.stringify(terraform.graph.all())).not.toContain(pem);
});

it('changes settings and nodes in place, and installs anew for another release train', async () => {
  const pool = { default_node_pool: { ...cluster.default_node_pool, node_count: 4 } };
  const settings = { configuration_settings: { ...extension.configuration_settings, inferenceRouterHA: 'False' } };
  expect(await terraform.apply(resources(pool, settings))).toContain('0 added, 2 changed, 0 destroyed');
  const preview = await terraform.plan(resources(pool, { ...settings, release_train: 'Preview' }));
  expect(preview.text).toContain('1 to add, 0 to change, 1 to destroy');
  await terraform.apply(resources());
});

it('imports them by their ids', async () => {
  const addresses = terraform.addresses();
  const imports = addresses.map((to) => ({ to, id: terraform.attributes(to).id }));
  await terraform.run('state', 'rm', ...addresses);
  const text = await terraform.apply(resources({}, {}, { import: imports }));
  expect(text).toMatch(/3 imported, 0 added, \d changed, 0 destroyed/);
  expect((await terraform.plan(resources())).text).toContain('No changes.');
});

it.each([
  [{ identity: [] }, {}, 'one of identity, service_principal must be specified, but 0 were.'],
  [{ name: '-aks' }, {}, 'must be 1 to 63 letters'],
  [{ sku_tier: 'Paid' }, {}, 'expected sku_tier to be one of'],
  [{ default_node_pool: { ...cluster.default_node_pool, name: 'Serving' } }, {}, '1 to 12 lower-case letters'],
  [{ dns_prefix_private_cluster: 'aks' }, {}, 'only one of dns_prefix, dns_prefix_private_cluster'],
  [{}, { cluster_id: arc }, 'is not the id of a Microsoft.ContainerService/managedClusters'],
  [{}, { target_namespace: 'a', release_namespace: 'b' }, 'only one of release_namespace, target_namespace'],
])('refuses %j %j while planning', async (aks, azureml, message) => {
  const { code, text } = await terraform.plan(resources(aks, azureml));
  expect([code, unframed(text)]).toEqual([1, expect.stringContaining(message)]);
});
