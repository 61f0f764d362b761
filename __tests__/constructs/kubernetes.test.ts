import { type TerraformStack } from 'cdktf';
import {
  EndpointIdentity,
  type IKubernetesCluster,
  KubernetesCluster,
  type KubernetesClusterProps,
  KubernetesCompute,
  type KubernetesComputeProps,
  KubernetesNamespace,
  LogAnalytics,
  MachineLearningExtension,
  type MachineLearningExtensionProps,
  ResourceGroup,
  Subnet,
} from '../../constructs';
import { platformParts } from './platform-parts';
import { type Attributes, type Synthesized, synthesized } from './synthesized';

const subscription = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers';
const aks = `${subscription}/Microsoft.ContainerService/managedClusters/aks-shared`;
const arc = `${subscription}/Microsoft.Kubernetes/connectedClusters/factory`;

const clusterIn = (stack: TerraformStack, options: Partial<KubernetesClusterProps> = {}) =>
  new KubernetesCluster(stack, 'cluster', {
    name: 'aks-test',
    resourceGroup: new ResourceGroup(stack, 'cluster-group', { name: 'rg-aks', location: 'westeurope' }),
    ...options,
  });

const cluster = (options: Partial<KubernetesClusterProps> = {}): Attributes =>
  synthesized((stack) => {
    clusterIn(stack, options);
  }).resource('azurerm_kubernetes_cluster');

describe('an AKS cluster', () => {
  it('is set up for Azure ML and hardened, if nothing else is said', () => {
    expect(cluster()).toMatchObject({
      name: 'aks-test',
      location: 'westeurope',
      dns_prefix: 'aks-test',
      identity: { type: 'SystemAssigned' },
      sku_tier: 'Standard',
      automatic_upgrade_channel: 'patch',
      node_os_upgrade_channel: 'NodeImage',
      azure_policy_enabled: true,
      http_application_routing_enabled: false,
      role_based_access_control_enabled: true,
      local_account_disabled: false,
      private_cluster_enabled: false,
      run_command_enabled: true,
      key_vault_secrets_provider: { secret_rotation_enabled: true },
      network_profile: { network_plugin: 'azure', network_plugin_mode: 'overlay', network_policy: 'calico' },
      default_node_pool: {
        vm_size: 'Standard_D4s_v5',
        node_count: 3,
        max_pods: 110,
        node_public_ip_enabled: false,
        host_encryption_enabled: false,
      },
    });
  });

  it('takes every setting', () => {
    const json = synthesized((stack) => {
      clusterIn(stack, {
        nodeSize: 'Standard_D8s_v5',
        nodes: 5,
        logAnalytics: LogAnalytics.fromLogAnalyticsId(stack, 'logs', '/logs'),
        subnet: Subnet.fromSubnetId(stack, 'subnet', `${subscription}/Microsoft.Network/virtualNetworks/v/subnets/s`),
        authorizedIpRanges: ['203.0.113.0/24'],
        entraAdministrators: ['11111111-1111-1111-1111-111111111111'],
        hostEncryption: true,
        tags: { owner: 'ml' },
      });
    });
    expect(json.resource('azurerm_kubernetes_cluster')).toMatchObject({
      default_node_pool: {
        vm_size: 'Standard_D8s_v5',
        node_count: 5,
        vnet_subnet_id: expect.stringMatching(/\/subnets\/s$/),
        host_encryption_enabled: true,
      },
      oms_agent: { log_analytics_workspace_id: '/logs', msi_auth_for_monitoring_enabled: true },
      api_server_access_profile: { authorized_ip_ranges: ['203.0.113.0/24'] },
      local_account_disabled: true,
      azure_active_directory_role_based_access_control: {
        admin_group_object_ids: ['11111111-1111-1111-1111-111111111111'],
        azure_rbac_enabled: true,
      },
      tags: { owner: 'ml' },
    });
    expect(json.resource('azurerm_role_assignment')).toMatchObject({
      role_definition_name: 'Network Contributor',
      scope: expect.stringMatching(/\/subnets\/s$/),
      principal_id: expect.stringContaining('azurerm_kubernetes_cluster.'),
    });
    expect(cluster({ privateApi: true })).toMatchObject({ private_cluster_enabled: true });
  });

  it('shows all that is wrong with its props at once', () => {
    const build = () => cluster({ name: '-aks-', nodes: 0, privateApi: true, authorizedIpRanges: ['10.0.0.0/8'] });
    expect(build).toThrow('name "-aks-" must be 1-63 letters');
    expect(build).toThrow('nodes is 0, but must be a whole number from 1 to 1000');
    expect(build).toThrow('authorizedIpRanges are for a public API');
  });

  it('that exists already is known by its id, be it elsewhere', () => {
    synthesized((stack) => {
      expect(KubernetesCluster.fromClusterId(stack, 'aks', aks)).toMatchObject({ id: aks, type: 'AKS' });
      expect(KubernetesCluster.fromClusterId(stack, 'arc', arc)).toMatchObject({ id: arc, type: 'Arc' });
      expect(() => KubernetesCluster.fromClusterId(stack, 'bad', 'aks-shared')).toThrow('"aks-shared" is no ARM id');
    });
  });
});

describe('a namespace', () => {
  const namespace = (name: string, of = (stack: TerraformStack): IKubernetesCluster => clusterIn(stack)) =>
    synthesized((stack) => {
      new KubernetesNamespace(stack, 'namespace', { cluster: of(stack), name });
    }).resource('azapi_resource_action');

  it('is made by a run command that leaves it alone where it exists, and fails as the command does', () => {
    expect(namespace('llmops')).toMatchObject({
      type: expect.stringMatching(/^Microsoft\.ContainerService\/managedClusters@/),
      resource_id: expect.stringContaining('azurerm_kubernetes_cluster.'),
      action: 'runCommand',
      body: { command: 'kubectl create namespace llmops --dry-run=client -o yaml | kubectl apply -f -' },
      lifecycle: { postcondition: [{ condition: '${self.output.properties.exitCode == 0}' }] },
    });
  });

  it('needs a name that Kubernetes takes', () => {
    expect(() => namespace('LLMops; rm')).toThrow('name "LLMops; rm" must be 1-63 lowercase letters');
  });

  it('is refused where Azure takes no run command of Terraform', () => {
    expect(() => namespace('llmops', (stack) => clusterIn(stack, { entraAdministrators: ['a'] }))).toThrow(
      'a token of the caller',
    );
    expect(() => namespace('llmops', (stack) => KubernetesCluster.fromClusterId(stack, 'arc', arc))).toThrow(
      'has no run command',
    );
  });
});

describe('the Azure ML extension', () => {
  const https = { secret: 'scoring-tls', dnsName: 'scoring.contoso.com' };
  const extension = (
    options: Partial<MachineLearningExtensionProps>,
    of = (stack: TerraformStack): IKubernetesCluster => clusterIn(stack),
  ): Synthesized =>
    synthesized((stack) => {
      new MachineLearningExtension(stack, 'extension', { cluster: of(stack), ...options });
    });
  const settings = (...build: Parameters<typeof extension>) =>
    extension(...build).resource('azurerm_kubernetes_cluster_extension').configuration_settings as Attributes;

  it('serves over HTTPS by a load balancer', () => {
    expect(extension({ https }).resource('azurerm_kubernetes_cluster_extension')).toMatchObject({
      name: 'azureml',
      extension_type: 'Microsoft.AzureML.Kubernetes',
      release_train: 'Stable',
      release_namespace: 'azureml',
      configuration_settings: {
        enableTraining: 'False',
        enableInference: 'True',
        inferenceRouterServiceType: 'LoadBalancer',
        inferenceRouterHA: 'True',
        allowInsecureConnections: 'False',
        sslSecret: 'scoring-tls',
        sslCname: 'scoring.contoso.com',
      },
    });
  });

  it('takes every setting', () => {
    const nodeSelector = { pool: 'serving' };
    const json = extension({ internalLoadBalancer: true, highAvailability: false, nodeSelector, version: '1.3.0' });
    expect(json.resource('azurerm_kubernetes_cluster_extension')).toMatchObject({
      version: '1.3.0',
      configuration_settings: {
        internalLoadBalancerProvider: 'azure',
        allowInsecureConnections: 'True',
        inferenceRouterHA: 'False',
        'nodeSelector.pool': 'serving',
      },
    });
    expect(settings({ routerServiceType: 'ClusterIP' })).toMatchObject({ inferenceRouterServiceType: 'ClusterIP' });
  });

  it('is not highly available on less than 3 nodes', () => {
    const two = (stack: TerraformStack) => clusterIn(stack, { nodes: 2 });
    expect(settings({ https }, two)).toMatchObject({ inferenceRouterHA: 'False' });
    expect(() => settings({ https, highAvailability: true }, two)).toThrow('but the cluster has 2');
  });

  it('answers nobody outside the network over plain HTTP', () => {
    expect(() => extension({})).toThrow('https is missing');
    expect(() => extension({ routerServiceType: 'NodePort', internalLoadBalancer: true })).toThrow(
      'internalLoadBalancer needs routerServiceType "LoadBalancer"',
    );
  });

  it('is put on a cluster that Azure Arc connects too', () => {
    const json = extension({ https }, (stack) => KubernetesCluster.fromClusterId(stack, 'arc', arc));
    expect(json.resource('azurerm_arc_kubernetes_cluster_extension')).toMatchObject({
      cluster_id: arc,
      identity: { type: 'SystemAssigned' },
      configuration_settings: { enableInference: 'True' },
    });
  });
});

describe('an attached cluster', () => {
  const compute = (options: (stack: TerraformStack) => Partial<KubernetesComputeProps> = () => ({})): Synthesized =>
    synthesized((stack) => {
      new KubernetesCompute(stack, 'compute', {
        ...platformParts(stack),
        name: 'k8s-serving',
        cluster: KubernetesCluster.fromClusterId(stack, 'existing', aks),
        namespace: 'llmops',
        ...options(stack),
      });
    });

  it('is known to the workspace by its namespace, with an identity of its own', () => {
    expect(compute().resource('azapi_resource')).toMatchObject({
      type: 'Microsoft.MachineLearningServices/workspaces/computes@2025-06-01',
      name: 'k8s-serving',
      parent_id: expect.stringContaining('azurerm_machine_learning_workspace.'),
      location: 'westeurope',
      identity: [{ type: 'SystemAssigned' }],
      body: {
        properties: {
          computeType: 'Kubernetes',
          resourceId: aks,
          properties: { namespace: 'llmops', instanceTypes: {} },
        },
      },
      replace_triggers_external_values: [aks, 'llmops', 'SystemAssigned'],
    });
  });

  it('is granted what deployments need to start', () => {
    const grants = compute().resources('azurerm_role_assignment');
    expect(grants.map((role) => role.role_definition_name as string)).toEqual(['AcrPull', 'Storage Blob Data Reader']);
    for (const { principal_id } of grants)
      expect(principal_id).toMatch(/azapi_resource\..*identity\[0\]\.principal_id/);
  });

  it('takes every setting', () => {
    const json = compute((stack) => ({
      identity: EndpointIdentity.fromEndpointIdentityId(
        stack,
        'identity',
        `${subscription}/Microsoft.ManagedIdentity/userAssignedIdentities/id-cluster`,
      ),
      description: 'For flows',
      tags: { owner: 'ml' },
      defaultInstanceType: 'small',
      instanceTypes: {
        small: {
          nodeSelector: { pool: 'flows' },
          requests: { cpu: '500m', memory: '1Gi' },
          limits: { cpu: '1', memory: '2Gi', gpu: 1 },
        },
      },
      after: [
        new MachineLearningExtension(stack, 'extension', {
          cluster: KubernetesCluster.fromClusterId(stack, 'again', aks),
          internalLoadBalancer: true,
        }).ready,
      ],
    }));
    expect(json.resource('azapi_resource')).toMatchObject({
      identity: [{ type: 'UserAssigned' }],
      tags: { owner: 'ml' },
      body: {
        properties: {
          description: 'For flows',
          properties: {
            defaultInstanceType: 'small',
            instanceTypes: {
              small: {
                nodeSelector: { pool: 'flows' },
                resources: {
                  requests: { cpu: '500m', memory: '1Gi' },
                  limits: { cpu: '1', memory: '2Gi', 'nvidia.com/gpu': '1' },
                },
              },
            },
          },
        },
      },
      depends_on: [expect.stringContaining('azurerm_kubernetes_cluster_extension.')],
    });
  });

  it('shows all that is wrong with its props at once', () => {
    const build = () =>
      compute(() => ({
        name: 'k8s-1',
        namespace: 'No',
        defaultInstanceType: 'large',
        instanceTypes: {
          small: { requests: { cpu: '2', memory: '1Gi' }, limits: { cpu: '500m', memory: '512Mi' } },
          odd: { requests: { cpu: 'two', memory: '1' }, limits: { cpu: '2', memory: '1Gi' } },
        },
      }));
    expect(build).toThrow('name "k8s-1" must be 3-24');
    expect(build).toThrow('name "No" must be 1-63');
    expect(build).toThrow('defaultInstanceType is "large", but the instance types are defaultinstancetype, small, odd');
    expect(build).toThrow('instanceTypes.small: the request for cpu is above its limit');
    expect(build).toThrow('instanceTypes.small: the request for memory is above its limit');
    expect(build).toThrow('instanceTypes.odd.requests.cpu is "two"');
    expect(build).toThrow('instanceTypes.odd.requests.memory is "1"');
  });

  it('that exists already is known by its name', () => {
    synthesized((stack) => {
      const { workspace } = platformParts(stack);
      const existing = KubernetesCompute.fromComputeName(stack, 'existing', workspace, 'k8s-serving');
      expect(existing).toMatchObject({ id: `${workspace.id}/computes/k8s-serving`, grants: [] });
    });
  });
});
