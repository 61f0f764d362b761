import { type Cluster } from '../../model/extent';
import { type KubernetesEndpointTarget } from '../../model/target';
import { exampleEnvironment, exampleRelease, flow } from './example-environment';
import { synthesizedEnvironment } from './synthesized-environment';

const cluster: Cluster = {
  name: 'serving',
  resourceName: 'aks-serving',
  computeName: 'k8s-serving',
  extensionInstalled: false,
  nodeSize: 'Standard_D8s_v5',
  nodes: 2,
  namespace: 'llmops',
  instanceTypes: {},
  internalLoadBalancer: true,
};
const bounds = { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1', memory: '2Gi' } };
const target: KubernetesEndpointTarget = {
  target: 'kubernetes-endpoint',
  auth: 'key',
  cluster: 'serving',
  resources: bounds,
  name: 'triage-dev-1a2b',
  identity: 'id-triage-dev',
  instances: 1,
  traffic: { current: 100, previous: 0 },
  requestTimeoutSeconds: 90,
  maxConcurrentRequests: 10,
  environmentVariables: {},
};

const synthesize = (
  { on = {}, ...changes }: Partial<KubernetesEndpointTarget> & { on?: Partial<Cluster> } = {},
  environment: Parameters<typeof exampleEnvironment>[0] = {},
) =>
  synthesizedEnvironment(
    exampleEnvironment({
      clusters: [{ ...cluster, ...on }],
      flows: [{ ...flow, targets: [{ ...target, ...changes }] }],
      ...environment,
    }),
    exampleRelease('2', '1'),
  );

describe('clusters of an environment', () => {
  it('are made, given extension and namespace, and attached, in this order', () => {
    const { platform } = synthesize({ on: { instanceTypes: { small: { ...bounds, nodeSelector: {} } } } });
    expect(platform.resource('azurerm_kubernetes_cluster')).toMatchObject({
      name: 'aks-serving',
      default_node_pool: { vm_size: 'Standard_D8s_v5', node_count: 2 },
      private_cluster_enabled: false,
      oms_agent: { log_analytics_workspace_id: expect.stringContaining('azurerm_log_analytics_workspace.') },
      tags: { project: 'contoso', environment: 'dev' },
    });
    expect(platform.resource('azurerm_kubernetes_cluster_extension').configuration_settings).toMatchObject({
      inferenceRouterHA: 'False',
      internalLoadBalancerProvider: 'azure',
    });
    const compute = platform.resourceAt('azapi_resource', 'compute/Resource');
    expect(compute).toMatchObject({
      name: 'k8s-serving',
      tags: { project: 'contoso', environment: 'dev' },
      body: { properties: { properties: { namespace: 'llmops' } } },
    });
    expect(compute.depends_on).toEqual([
      expect.stringMatching(/^azurerm_kubernetes_cluster_extension\./),
      expect.stringMatching(/^azapi_resource_action\..*namespace/),
    ]);
  });

  it('that exist already get what they lack, and no namespace', () => {
    const existing = `/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/theirs`;
    const https = { secret: 'tls', dnsName: 'scoring.contoso.com' };
    const { platform } = synthesize({ on: { existing, nodes: 3, internalLoadBalancer: false, https } });
    expect(platform.resources('azurerm_kubernetes_cluster')).toEqual([]);
    expect(platform.resources('azapi_resource_action')).toEqual([]);
    expect(platform.resource('azurerm_kubernetes_cluster_extension')).toMatchObject({
      cluster_id: existing,
      configuration_settings: { sslSecret: 'tls', sslCname: 'scoring.contoso.com', inferenceRouterHA: 'True' },
    });
    const complete = synthesize({ on: { existing, extensionInstalled: true } });
    expect(complete.platform.resources('azurerm_kubernetes_cluster_extension')).toEqual([]);
    expect(complete.platform.resourceAt('azapi_resource', 'compute/Resource').body.properties.resourceId).toBe(
      existing,
    );
  });

  it('are in the private network of an environment that has one', () => {
    const network = { ...exampleEnvironment().network, isolation: 'private' as const };
    const { platform } = synthesize({}, { network, containerRegistry: { sku: 'Premium' } });
    expect(platform.resource('azurerm_kubernetes_cluster')).toMatchObject({
      private_cluster_enabled: true,
      default_node_pool: { vnet_subnet_id: expect.stringContaining('azurerm_subnet.') },
    });
  });
});

describe('a target on Kubernetes', () => {
  it('is served by an endpoint on its cluster, as the target says', () => {
    const { serving } = synthesize({ instanceType: 'small', instances: 3, auth: 'token', description: 'On ${site}' });
    expect(serving.resourceAt('azapi_resource', '1a2b/Resource').body).toMatchObject({
      kind: 'Kubernetes',
      properties: {
        authMode: 'AMLToken',
        compute: expect.stringContaining('data.terraform_remote_state.'),
        description: 'On $${site}',
      },
    });
    expect(serving.resourceAt('azapi_resource', 'v002/Resource').body).toMatchObject({
      sku: { capacity: 3 },
      properties: {
        endpointComputeType: 'Kubernetes',
        instanceType: 'small',
        containerResourceRequirements: { containerResourceLimits: { cpu: '1', memory: '2Gi' } },
        environmentId: expect.stringMatching(/\/environments\/flow-serving\/versions\/3$/),
      },
    });
  });

  it('splits its traffic by release, as every target does', () => {
    const { serving } = synthesize({ traffic: { current: 10, previous: 90 } });
    const { properties } = serving.resourceAt('azapi_resource_action', '/traffic').body;
    expect(properties.traffic).toEqual({ v001: 90, v002: 10 });
  });

  it('scales between its bounds in place of a number of instances', () => {
    const { serving } = synthesize({ autoscale: { minimum: 1, maximum: 4, targetUtilizationPercent: 60 } });
    expect(serving.resourceAt('azapi_resource', 'v002/Resource').body.properties.scaleSettings).toEqual({
      scaleType: 'TargetUtilization',
      minInstances: 1,
      maxInstances: 4,
      targetUtilizationPercentage: 60,
    });
  });

  it('needs its cluster', () => {
    expect(() => synthesize({ cluster: 'other' })).toThrow('names cluster "other", which is not defined');
  });
});
