import { type Environment } from '../../model/environment';
import { type Cluster } from '../../model/extent';
import { type KubernetesEndpointTarget } from '../../model/target';
import { type Attributes } from '../constructs/synthesized';
import { AppliedEnvironment } from './applied-environment';
import { exampleEnvironment, exampleRelease, flow } from './example-environment';

const cluster: Cluster = {
  name: 'serving',
  resourceName: 'aks-contoso-dev-serving',
  computeName: 'k8s-serving',
  extensionInstalled: false,
  nodeSize: 'Standard_D4s_v5',
  nodes: 2,
  namespace: 'llmops',
  instanceTypes: {
    small: {
      nodeSelector: {},
      requests: { cpu: '500m', memory: '1Gi' },
      limits: { cpu: '1', memory: '2Gi' },
    },
  },
  internalLoadBalancer: false,
  https: { secret: 'scoring-tls', dnsName: 'scoring.contoso.com' },
};

const target: KubernetesEndpointTarget = {
  target: 'kubernetes-endpoint',
  name: 'k8s-triage-dev-1a2b',
  identity: 'id-k8s-triage-dev',
  auth: 'key',
  cluster: 'serving',
  instanceType: 'small',
  instances: 1,
  resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } },
  traffic: { current: 100, previous: 0 },
  requestTimeoutSeconds: 90,
  maxConcurrentRequests: 10,
  environmentVariables: {},
};

/** Environment `dev` with one flow on one cluster, both changed as a step needs it. */
function environment(changes: Partial<KubernetesEndpointTarget> = {}, platform: Partial<Cluster> = {}): Environment {
  const flows = [{ ...flow, targets: [{ ...target, ...changes }] }];
  return exampleEnvironment({ flows, clusters: [{ ...cluster, ...platform }] });
}

const group = `/subscriptions/${environment().subscription}/resourceGroups/rg-contoso-dev`;
const workspace = `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-contoso-dev`;
const endpoint = `${workspace}/onlineEndpoints/${target.name}`;

/** A cluster of another team, without the namespace that flows are to run in. */
const theirGroup = group.replace('rg-contoso-dev', 'rg-shared');
const theirs = `${theirGroup}/providers/Microsoft.ContainerService/managedClusters/aks-shared`;
const shared: Cluster = {
  ...cluster,
  name: 'shared',
  computeName: 'k8s-shared',
  existing: theirs,
  namespace: 'theirs',
};

/** The environment with its cluster changed and the other one beside it, on which the flow is then served. */
const moved: Environment = {
  ...environment({ cluster: 'shared', name: 'k8s-triage-shared', identity: 'id-k8s-shared' }),
  clusters: [{ ...cluster, nodes: 3, namespace: 'flows' }, shared],
};

describe('a flow on Kubernetes, applied by Terraform in the sandbox', () => {
  let applied: AppliedEnvironment;
  beforeAll(async () => {
    applied = await AppliedEnvironment.open();
  });
  afterAll(() => applied.close());

  const shares = async () => {
    const { endpoints } = await applied.sandbox.status();
    return Object.fromEntries(endpoints.map(({ name, traffic }) => [name, traffic]));
  };
  const read = async (id: string) => JSON.parse(await applied.read(id)) as Attributes;

  // Each step starts from what the one before it left: what is tested is the way from one to the next.
  it('gets a cluster with extension, namespace and attachment in one apply', async () => {
    expect((await applied.apply('platform', environment())).again).toBe('No changes');
    expect((await read(`${workspace}/computes/k8s-serving`)).properties).toMatchObject({
      computeType: 'Kubernetes',
      resourceId: expect.stringMatching(/\/managedClusters\/aks-contoso-dev-serving$/),
      properties: { namespace: 'llmops', instanceTypes: { small: expect.anything() } },
    });
    for (const version of ['1', '2']) {
      const modelUri = `azureml://datastores/workspaceblobstore/paths/triage/${version}`;
      await applied.register(environment(), `models/triage/versions/${version}`, { modelUri });
    }
    await applied.register(environment(), 'environments/flow-serving/versions/3', {
      image: 'registry.example/serving:1',
    });
  });

  it('serves a first version', async () => {
    expect((await applied.apply('serving', environment(), exampleRelease('1'))).again).toBe('No changes');
    expect(await shares()).toEqual({ [target.name]: { v001: 100 } });
  });

  it('adds a version with its share, and changes instances, limits and description in place, in one apply', async () => {
    const resources = { requests: { cpu: '250m', memory: '1Gi' }, limits: { cpu: '500m', memory: '2Gi' } };
    const traffic = { current: 10, previous: 90 };
    const changed = environment({ traffic, resources, instances: 3, description: 'Sorts tickets' });
    const { again } = await applied.apply('serving', changed, exampleRelease('2', '1'));
    expect(again).toBe('No changes');
    expect(await shares()).toEqual({ [target.name]: { v001: 90, v002: 10 } });
    expect(await read(`${endpoint}/deployments/v001`)).toMatchObject({
      sku: { capacity: 3 },
      properties: { containerResourceRequirements: { containerResourceLimits: { cpu: '500m', memory: '2Gi' } } },
    });
  });

  it('lets a deployment scale itself, shifts everything and removes the old version, in one apply', async () => {
    const autoscale = { minimum: 2, maximum: 5, targetUtilizationPercent: 80 };
    const { again } = await applied.apply('serving', environment({ autoscale }), exampleRelease('2', '1'));
    expect(again).toBe('No changes');
    expect(await shares()).toEqual({ [target.name]: { v002: 100 } });
    expect((await read(`${endpoint}/deployments/v002`)).properties.scaleSettings).toMatchObject({ maxInstances: 5 });
  });

  it('takes in an endpoint that was made elsewhere, by its id, without a new one', async () => {
    await applied.importAnew('serving', environment(), exampleRelease('2'), endpoint);
    const { first, again } = await applied.apply('serving', environment(), exampleRelease('2'));
    // The traffic step alone is made anew: it is sent after every change of the endpoint.
    expect(first).toBe('1 to add, 2 to change, 1 to destroy');
    expect(again).toBe('No changes');
    expect(await shares()).toEqual({ [target.name]: { v002: 100 } });
  });

  it('refuses limits above those of the instance type, before anything changes', async () => {
    const resources = { ...target.resources, limits: { cpu: '3', memory: '1Gi' } };
    const apply = applied.apply('serving', environment({ resources }), exampleRelease('2'));
    await expect(apply).rejects.toThrow(/instance\s+type\s+'small'\s+allows\s+1/);
    expect(await shares()).toEqual({ [target.name]: { v002: 100 } });
  });

  it('grows in place, attaches anew for another namespace, and takes a cluster that exists already', async () => {
    await applied.put(theirGroup, { location: 'westeurope' });
    await applied.put(theirs, { location: 'westeurope', identity: { type: 'SystemAssigned' }, properties: {} });
    const before = await read(`${workspace}/computes/k8s-serving`);
    const { again } = await applied.apply('platform', moved);
    expect(again).toBe('No changes');
    const after = await read(`${workspace}/computes/k8s-serving`);
    expect(after.properties.properties.namespace).toBe('flows');
    expect(after.identity.principalId).not.toBe(before.identity.principalId);
  });

  it('moves to the other cluster by an endpoint of another name, once the namespace is there', async () => {
    const apply = () => applied.apply('serving', moved, exampleRelease('2'));
    await expect(apply()).rejects.toThrow(/NamespaceNotFound[\s\S]*'theirs'/);
    await applied.act(theirs, 'runCommand', { command: 'kubectl create namespace theirs' });
    expect((await apply()).again).toBe('No changes');
    expect(await shares()).toEqual({ 'k8s-triage-shared': { v002: 100 } });
    await applied.destroy('serving', moved, exampleRelease('2'));
    await applied.destroy('platform', moved);
  });

  it('left nothing but the cluster that was there before', async () => {
    const { resources, endpoints } = await applied.sandbox.status();
    expect(endpoints).toEqual([]);
    expect(resources.map(({ id }) => id).sort()).toEqual([theirGroup, theirs]);
  });
});
