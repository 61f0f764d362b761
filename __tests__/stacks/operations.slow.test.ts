import { type Environment } from '../../model/environment';
import { type ManagedEndpointTarget } from '../../model/target';
import { AppliedEnvironment } from './applied-environment';
import { exampleEnvironment, exampleRelease, flow, target } from './example-environment';

const operations: Environment['operations'] = {
  alerts: { latencyMs: 3000, errorsPerMinute: 5, throttledPerMinute: 5, notify: ['ops@contoso.com'] },
  dashboard: true,
  budget: { amount: 500, from: '2027-01', thresholds: [80, 100], notify: ['finance@contoso.com'] },
  lock: true,
};
const autoscale: NonNullable<ManagedEndpointTarget['autoscale']> = {
  minimum: 2,
  maximum: 10,
  cpuPercent: 70,
  requestsPerMinute: 100,
  schedules: [{ name: 'day', days: ['Monday'], from: '08:00', to: '18:00', timeZone: 'UTC', minimum: 4, maximum: 10 }],
};

function watched(changes: Partial<ManagedEndpointTarget> = {}, more: Partial<Environment> = {}): Environment {
  return exampleEnvironment({
    flows: [{ ...flow, targets: [{ ...target, autoscale, ...changes }] }],
    operations,
    ...more,
  });
}

describe('the operations of an environment, applied by Terraform in the sandbox', () => {
  let applied: AppliedEnvironment;
  const deployment = `${target.name}/deployments/v001`;
  const workspace = (environment: Environment) =>
    `/subscriptions/${environment.subscription}/resourceGroups/${environment.names.resourceGroup}` +
    `/providers/Microsoft.MachineLearningServices/workspaces/${environment.names.workspace}`;
  const arm = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${applied.sandbox.endpoint}${workspace(watched())}${path}?api-version=2025-06-01`, {
      method,
      headers: { authorization: `Bearer ${applied.sandbox.token()}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as { sku: object; properties: Record<string, unknown> };
  };

  beforeAll(async () => {
    applied = await AppliedEnvironment.open();
  });
  afterAll(() => applied.close());

  it('come with the environment in one apply of each stack', async () => {
    expect((await applied.apply('platform', watched())).again).toBe('No changes');
    for (const version of ['1', '2']) {
      const modelUri = 'azureml://datastores/workspaceblobstore/paths/triage';
      await applied.register(watched(), `models/triage/versions/${version}`, { modelType: 'custom_model', modelUri });
    }
    await applied.register(watched(), 'environments/flow-serving/versions/3', { image: 'registry.example/serving:1' });
    expect((await applied.apply('serving', watched(), exampleRelease('1'))).again).toBe('No changes');
    const { resources } = await applied.sandbox.status();
    const types = JSON.stringify(resources);
    for (const type of ['actionGroups', 'metricAlerts', 'autoScaleSettings', 'workbooks', 'budgets', 'locks']) {
      expect(types).toContain(type);
    }
    expect((await arm('GET', `/onlineEndpoints/${deployment}`)).sku).toEqual({ name: 'Default', capacity: 2 });
  });

  it('leave the instances to autoscale, whatever else of the deployment changes in place', async () => {
    await arm('PATCH', `/onlineEndpoints/${deployment}`, { sku: { capacity: 7 } });
    const slower = watched({ requestTimeoutSeconds: 60, instances: 3, autoscale: { ...autoscale, minimum: 3 } });
    const { first, again } = await applied.apply('serving', slower, exampleRelease('1'));
    expect(first).toBe('0 to add, 2 to change, 0 to destroy');
    expect(again).toBe('No changes');
    const { sku, properties } = await arm('GET', `/onlineEndpoints/${deployment}`);
    expect(sku).toEqual({ name: 'Default', capacity: 7 });
    expect(properties.requestSettings).toMatchObject({ requestTimeout: 'PT1M' });
  });

  it('let a new version take the place of the old one, locks or not', async () => {
    const { again } = await applied.apply('serving', watched(), exampleRelease('2'));
    expect(again).toBe('No changes');
    expect((await applied.sandbox.status()).endpoints).toMatchObject([{ traffic: { v002: 100 } }]);
  });

  it('give the instances back when autoscale is taken out', async () => {
    const deployment = `/onlineEndpoints/${target.name}/deployments/v002`;
    await arm('PATCH', deployment, { sku: { capacity: 9 } });
    const environment = watched({}, { flows: [{ ...flow, targets: [{ ...target, instances: 4 }] }] });
    expect((await applied.apply('serving', environment, exampleRelease('2'))).again).toBe('No changes');
    expect((await arm('GET', deployment)).sku).toEqual({ name: 'Default', capacity: 4 });
  });

  it('keep what is locked from Terraform and from anybody else', async () => {
    await expect(applied.destroy('platform', watched())).rejects.toThrow('Instance cannot be destroyed');
    const vault = (await applied.sandbox.status()).resources.find(({ id }) => /\/vaults\/[^/]+$/.test(id))!;
    const answer = await fetch(`${applied.sandbox.endpoint}${vault.id}?api-version=2023-07-01`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${applied.sandbox.token()}` },
    });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('ScopeLocked');
  });

  it('go when they are taken out, and the environment can be destroyed', async () => {
    const plain = watched({}, { operations: { dashboard: false, lock: false } });
    expect((await applied.apply('platform', plain)).again).toBe('No changes');
    await applied.destroy('serving', plain, exampleRelease('2'));
    await applied.destroy('platform', plain);
    expect(await applied.sandbox.status()).toMatchObject({ resources: [], endpoints: [] });
  });
});
