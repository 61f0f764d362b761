import { freshProject } from '../project-folder';

const fresh = freshProject();

const prod = '    subscription: 00000000-0000-0000-0000-000000000002\n';

function environment(more: string): void {
  const lines = more.split('\n').map((line) => `    ${line}\n`);
  fresh.folder.environments(prod, prod + lines.join(''));
}

function target(...lines: readonly string[]): void {
  fresh.folder.config(
    '    - target: managed-endpoint\n      name: acme-answers\n      traffic: { current: 90, previous: 10 }',
    lines.map((line, index) => (index === 0 ? `    - ${line}` : `      ${line}`)).join('\n'),
  );
}

const plan = 'appServicePlans: { web: { sku: P1v3 } }';
const cluster = 'clusters: { main: { https: { secret: scoring-tls, dnsName: score.acme.example } } }';

describe('an app-service target', () => {
  it('runs on the only plan, under a name of its own', () => {
    environment(plan);
    target('target: app-service', 'auth: none', 'traffic: { current: 20, previous: 80 }');
    const { flows, appServicePlans } = fresh.folder.project().environments.prod!;
    expect(flows[0]!.targets).toEqual([
      {
        target: 'app-service',
        name: expect.stringMatching(/^app-answers-prod-[0-9a-f]{4}$/),
        identity: expect.stringMatching(/^id-app-answers-prod-/),
        auth: 'none',
        plan: 'web',
        traffic: { current: 20, previous: 80 },
        keepPrevious: true,
        environmentVariables: {},
      },
    ]);
    expect(appServicePlans).toEqual([
      { name: 'web', resourceName: 'asp-acme-prod-web', sku: 'P1v3', workers: 1, zoneRedundant: false },
    ]);
  });

  it.each(['F1', 'B1', 'B3'])('cannot split traffic on a plan of tier %s, and learns which can', (sku) => {
    environment(`appServicePlans: { web: { sku: ${sku} } }`);
    target('target: app-service', 'auth: none', 'traffic: { current: 20, previous: 80 }');
    expect(fresh.folder.mistake()).toMatchObject({
      file: 'flows-config/answers.yaml',
      path: 'deploy.prod[0].traffic.previous',
      code: 'slots-unsupported',
      message: `A split needs a deployment slot, which plan 'web' of tier ${sku} does not have.`,
      hint: "Give the plan sku S1, S2, S3, or any that starts with P or I; or remove 'previous'.",
    });
  });

  it('without a split may run on a plan that has no slots', () => {
    environment('appServicePlans: { web: { sku: B1 } }');
    target('target: app-service', 'auth: none');
    expect(fresh.folder.load().problems).toEqual([]);
  });

  it('needs a plan, and the right one', () => {
    target('target: app-service', 'auth: none');
    expect(fresh.folder.mistake()).toMatchObject({ code: 'missing-platform', path: 'deploy.prod[0]' });
    environment('appServicePlans: { web: {}, jobs: {} }');
    expect(fresh.folder.mistake()).toMatchObject({ code: 'missing-key', hint: 'Add plan: web.' });
    fresh.folder.config('auth: none', 'auth: none\n      plan: wen');
    expect(fresh.folder.mistake()).toMatchObject({ code: 'unknown-platform', hint: "Did you mean 'web'?" });
  });
});

describe('a kubernetes-endpoint target', () => {
  it('runs on the only cluster', () => {
    environment(cluster);
    target('target: kubernetes-endpoint', 'traffic: { current: 10, previous: 90 }');
    const { flows, clusters } = fresh.folder.project().environments.prod!;
    expect(flows[0]!.targets[0]).toMatchObject({
      target: 'kubernetes-endpoint',
      name: expect.stringMatching(/^k8s-answers-prod-[0-9a-f]{4}$/),
      auth: 'key',
      cluster: 'main',
      resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1', memory: '2Gi' } },
    });
    expect(clusters[0]).toMatchObject({ resourceName: 'aks-acme-prod-main', computeName: 'k8s-main', nodes: 3 });
  });

  it('names an instance type of its cluster, and stays within it', () => {
    environment(cluster.replace(' } }', ', dnsName2: x } }').replace(', dnsName2: x', ''));
    target('target: kubernetes-endpoint', 'instanceType: smal');
    expect(fresh.folder.mistake()).toMatchObject({ code: 'unknown-instance-type' });
    fresh.folder.environments(
      'main: {',
      'main: { instanceTypes: { small: { requests: { cpu: 100m, memory: 1Gi }, limits: { cpu: 500m, memory: 1Gi } } },',
    );
    expect(fresh.folder.mistake()).toMatchObject({ hint: "Did you mean 'small'?" });
    fresh.folder.config('smal', 'small');
    expect(fresh.folder.mistake()).toMatchObject({
      code: 'resource-bounds',
      message:
        "The limits exceed those of instance type 'small': cpu 1 (the type has 500m), memory 2Gi (the type has 1Gi).",
    });
  });

  it('may not ask for more than its limit', () => {
    environment(cluster);
    target(
      'target: kubernetes-endpoint',
      'resources: { requests: { cpu: 1500m, memory: 1Gi }, limits: { cpu: "1", memory: 1Gi } }',
    );
    expect(fresh.folder.load().problems).toContainEqual(
      expect.objectContaining({ code: 'resource-bounds', hint: 'Raise limits.cpu, or lower requests.cpu.' }),
    );
  });

  it('has no Entra authentication', () => {
    environment(cluster);
    target('target: kubernetes-endpoint', 'auth: entra');
    expect(fresh.folder.mistake()).toMatchObject({ path: 'deploy.prod[0].auth' });
  });
});

describe('autoscale', () => {
  it('of a managed endpoint grows by load and by time', () => {
    target(
      'target: managed-endpoint',
      'autoscale: { maximum: 6, cpuPercent: 70, schedules: { day: { from: "08:00", to: "18:00", minimum: 3, maximum: 6 } } }',
    );
    expect(fresh.folder.project().environments.prod!.flows[0]!.targets[0]).toMatchObject({
      autoscale: {
        minimum: 1,
        maximum: 6,
        cpuPercent: 70,
        schedules: [{ name: 'day', from: '08:00', to: '18:00', timeZone: 'UTC', minimum: 3, maximum: 6 }],
      },
    });
  });

  it.each([
    ['{ minimum: 5, maximum: 3, cpuPercent: 70 }', 'At least 5 and at most 3 instances.'],
    ['{ maximum: 3 }', 'Autoscale without a rule changes nothing.'],
    [
      '{ maximum: 3, schedules: { default: { from: "08:00", to: "12:00", minimum: 1, maximum: 3 } } }',
      "No schedule can be named 'default': all other times are.",
    ],
    [
      '{ maximum: 3, schedules: { a: { from: "08:00", to: "12:00", minimum: 1, maximum: 3 }, b: { from: "11:00", to: "13:00", minimum: 1, maximum: 3 } } }',
      "Schedules 'a' and 'b' overlap on Monday.",
    ],
    [
      '{ maximum: 3, schedules: { a: { from: "08:00", to: "12:00", minimum: 1, maximum: 3 }, b: { from: "13:00", to: "14:00", minimum: 1, maximum: 3, timeZone: Tokyo Standard Time } } }',
      "Schedules 'a' and 'b' are in two time zones, UTC and Tokyo Standard Time.",
    ],
  ])('%s is refused', (autoscale, message) => {
    target('target: managed-endpoint', `autoscale: ${autoscale}`);
    expect(fresh.folder.mistake()).toMatchObject({ code: 'autoscale', message });
  });

  it('takes time zones as Windows names them', () => {
    const schedule = 'from: "08:00", to: "12:00", minimum: 1, maximum: 3, timeZone: Europe/Berlin';
    target('target: managed-endpoint', `autoscale: { maximum: 3, schedules: { day: { ${schedule} } } }`);
    expect(fresh.folder.mistake()).toMatchObject({ code: 'wrong-format', hint: expect.stringContaining('W. Europe') });
  });
});
