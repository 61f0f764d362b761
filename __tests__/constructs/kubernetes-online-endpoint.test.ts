import {
  KubernetesCluster,
  KubernetesCompute,
  KubernetesOnlineEndpoint,
  type KubernetesOnlineDeploymentOptions,
  type KubernetesOnlineEndpointProps,
  TrafficSplit,
} from '../../constructs';
import { endpointIdentity, platformParts } from './platform-parts';
import { type Attributes, type Synthesized, synthesized } from './synthesized';

/** An endpoint `triage` on an attached cluster, with what `build` adds to it. */
function endpoint(
  options: Partial<KubernetesOnlineEndpointProps>,
  build: (made: KubernetesOnlineEndpoint) => void = () => undefined,
): Synthesized {
  return synthesized((stack) => {
    const parts = platformParts(stack);
    const { workspace } = parts;
    const identity = endpointIdentity(stack, parts);
    const compute = KubernetesCompute.fromComputeName(stack, 'compute', workspace, 'k8s-serving');
    build(new KubernetesOnlineEndpoint(stack, 'triage', { workspace, identity, compute, name: 'triage', ...options }));
  });
}

const version = (number: number) => ({ modelId: `/models/${number}`, environmentId: '/environments/1' });

const deployment = (options: Partial<KubernetesOnlineDeploymentOptions>): Attributes =>
  endpoint({}, (made) => made.addDeployment('v001', { ...version(1), ...options })).resourceAt(
    'azapi_resource',
    'v001/Resource',
  ).body as Attributes;

describe('a Kubernetes online endpoint', () => {
  it('is called by keys, and runs on its attached cluster for good', () => {
    const json = endpoint({});
    const { body, replace_triggers_external_values: fixed } = json.resourceAt('azapi_resource', 'triage/Resource');
    expect(body).toEqual({
      kind: 'Kubernetes',
      properties: { authMode: 'Key', compute: expect.stringMatching(/\/computes\/k8s-serving$/) },
    });
    expect(fixed).toContain(body.properties.compute);
  });

  it('takes every setting', () => {
    const json = endpoint({ authMode: 'AMLToken', description: 'Sorts tickets', tags: { flow: 'triage' } });
    expect(json.resourceAt('azapi_resource', 'triage/Resource')).toMatchObject({
      tags: { flow: 'triage' },
      body: { properties: { authMode: 'AMLToken', description: 'Sorts tickets' } },
    });
  });

  it('waits for the grants of its cluster where that is in the same stack', () => {
    const json = synthesized((stack) => {
      const parts = platformParts(stack);
      const cluster = KubernetesCluster.fromClusterId(
        stack,
        'cluster',
        '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks',
      );
      const compute = new KubernetesCompute(stack, 'compute', { ...parts, name: 'k8s', cluster, namespace: 'llmops' });
      const identity = endpointIdentity(stack, parts);
      new KubernetesOnlineEndpoint(stack, 'triage', { ...parts, identity, compute, name: 'triage' });
    });
    const waits = json.resourceAt('azapi_resource', 'triage/Resource').depends_on as string[];
    expect(waits.filter((one) => one.startsWith('azurerm_role_assignment.compute_'))).toHaveLength(2);
  });

  it('splits its traffic as a managed endpoint does, and never speaks of a mirror', () => {
    const json = endpoint({ traffic: TrafficSplit.of({ v001: 90, v002: 10 }) }, (made) => {
      for (const number of [1, 2, 3]) made.addDeployment(`v00${number}`, version(number));
    });
    const { properties, kind } = json.resourceAt('azapi_resource_action', 'triage/traffic').body as Attributes;
    expect(kind).toBe('Kubernetes');
    expect(properties.traffic).toEqual({ v001: 90, v002: 10, v003: 0 });
    expect(properties).not.toHaveProperty('mirrorTraffic');
    const drain = json.resourceAt('azapi_resource_action', 'triage/drain');
    expect(drain).toMatchObject({ when: 'destroy', body: { properties: { traffic: {} } } });
  });

  it('mirrors nothing', () => {
    const traffic = TrafficSplit.of({ v001: 100 }, { deployment: 'v002', percent: 10 });
    const build = () =>
      endpoint({ traffic }, (made) => {
        for (const number of [1, 2]) made.addDeployment(`v00${number}`, version(number));
      });
    expect(build).toThrow('only managed endpoints mirror traffic');
  });

  it('that exists already is known by its name', () => {
    synthesized((stack) => {
      const { workspace } = platformParts(stack);
      const existing = KubernetesOnlineEndpoint.fromEndpointName(stack, 'existing', workspace, 'triage');
      expect(existing.id).toBe(`${workspace.id}/onlineEndpoints/triage`);
    });
  });
});

describe('a deployment on Kubernetes', () => {
  it('has one instance of the default type, if nothing else is said', () => {
    const { sku, properties } = deployment({});
    expect(sku).toEqual({ name: 'Default', capacity: 1 });
    expect(properties).toMatchObject({ endpointComputeType: 'Kubernetes', scaleSettings: { scaleType: 'Default' } });
    expect(properties).not.toHaveProperty('instanceType');
    expect(properties).not.toHaveProperty('containerResourceRequirements');
  });

  it('takes every setting', () => {
    const resources = {
      requests: { cpu: '500m', memory: '1Gi' },
      limits: { cpu: '1', memory: '2Gi', gpu: 1 },
    };
    expect(deployment({ instanceType: 'small', resources, instances: 3, requestTimeoutSeconds: 60 })).toMatchObject({
      sku: { capacity: 3 },
      properties: {
        instanceType: 'small',
        containerResourceRequirements: {
          containerResourceRequests: { cpu: '500m', memory: '1Gi' },
          containerResourceLimits: { cpu: '1', memory: '2Gi', gpu: '1' },
        },
        requestSettings: { requestTimeout: 'PT1M' },
      },
    });
  });

  it('may scale itself, and is then sent no number of instances', () => {
    const { sku, properties } = deployment({ autoscale: { minimum: 2, maximum: 6, percent: 60 } });
    expect(sku).toEqual({ name: 'Default' });
    expect(properties.scaleSettings).toEqual({
      scaleType: 'TargetUtilization',
      minInstances: 2,
      maxInstances: 6,
      targetUtilizationPercentage: 60,
    });
    expect(deployment({ autoscale: { maximum: 2 } }).properties.scaleSettings).toMatchObject({
      minInstances: 1,
      targetUtilizationPercentage: 70,
    });
  });

  it('shows all that is wrong with its props at once', () => {
    const build = () =>
      deployment({
        instanceType: 'Large!',
        instances: 2,
        autoscale: { minimum: 4, maximum: 3, percent: 101 },
        resources: { requests: { cpu: '2', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } },
      });
    expect(build).toThrow('name "Large!" must be 1-63');
    expect(build).toThrow('autoscale.percent is 101');
    expect(build).toThrow('autoscale.minimum is 4, but autoscale.maximum is 3');
    expect(build).toThrow('instances and autoscale exclude each other');
    expect(build).toThrow('resources: the request for cpu is above its limit');
  });

  it('has at most 62 characters in its and its endpoint’s names', () => {
    const name = `e${'x'.repeat(31)}`;
    expect(() => endpoint({ name }, (made) => made.addDeployment(`d${'y'.repeat(30)}`, version(1)))).toThrow(
      'have 63 characters together, but Azure takes 62',
    );
  });
});
