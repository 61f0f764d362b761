import fc from 'fast-check';
import { hub, ownGroup } from './hub';

/** What a user could write: an environment, and the targets of each of two flows in it. */
export interface DrawnSettings {
  readonly environment: Readonly<Record<string, unknown>>;
  readonly targets: readonly (readonly object[])[];
}

type Settings = Readonly<Record<string, unknown>>;
type Named = Readonly<Record<string, Settings>>;
type Kind = 'managed-endpoint' | 'kubernetes-endpoint' | 'app-service';

/** Draws settings one by one, later ones in the light of earlier ones. */
class Draw {
  constructor(private readonly value: fc.GeneratorValue) {}

  one<T>(...choices: readonly [T, ...T[]]): T {
    return choices[this.number(0, choices.length - 1)] as T;
  }

  some<T>(choices: readonly T[], minimum = 0): T[] {
    return this.value(fc.subarray<T>, [...choices], { minLength: minimum });
  }

  yes(): boolean {
    return this.value(fc.boolean);
  }

  number(min: number, max: number): number {
    return this.value(fc.integer, { min, max });
  }

  /** The settings, in half of the draws. */
  maybe(settings: () => Settings): Settings {
    return this.yes() ? settings() : {};
  }
}

/** Settings that `llmops validate` accepts. */
export const drawnSettings: fc.Arbitrary<DrawnSettings> = fc.gen().map((value) => settings(new Draw(value)));

function settings(draw: Draw): DrawnSettings {
  const isPrivate = draw.yes();
  const existing = drawExisting(draw, isPrivate);
  const kinds = draw.some<Kind>(['managed-endpoint', 'kubernetes-endpoint', 'app-service'], 1);
  const clusters = kinds.includes('kubernetes-endpoint') ? drawClusters(draw, isPrivate) : {};
  const plans = kinds.includes('app-service') ? drawPlans(draw) : {};
  const registryByOthers = existing.containerRegistry !== undefined || existing.workspace !== undefined;
  const rights = draw.one('least-privilege', 'contributor', 'owner', undefined);
  return {
    environment: {
      subscription: hub.subscription,
      tenant: hub.tenant,
      location: hub.location,
      tags: draw.one({}, { owner: 'ml-platform', 'cost center': '${42}' }),
      serving: { image: draw.one('registry.example/serving:1', 'build') },
      keyVault: {
        authorization: existing.keyVault || existing.workspace ? 'rbac' : draw.one('rbac', 'access-policy'),
        purgeProtection: draw.yes(),
        softDeleteDays: draw.number(7, 90),
      },
      containerRegistry: {
        sku: isPrivate && !registryByOthers ? 'Premium' : draw.one('Basic', 'Standard', 'Premium'),
      },
      storage: { replication: draw.one('LRS', 'ZRS', 'GRS') },
      logs: { retentionDays: draw.number(30, 730) },
      connections: drawConnections(draw),
      network: isPrivate ? drawPrivateNetwork(draw) : { isolation: 'public' },
      clusters,
      appServicePlans: plans,
      ...(Object.keys(existing).length > 0 && { existing }),
      ...(existing.resourceGroup === true && { resourceGroup: ownGroup }),
      operations: drawOperations(draw, rights === undefined || rights === 'owner'),
      ...(rights !== undefined && { servicePrincipal: { rights } }),
    },
    targets: [1, 2].map(() => draw.some(kinds).map((kind) => drawTarget(draw, kind, clusters, plans))),
  };
}

function drawExisting(draw: Draw, isPrivate: boolean): Settings {
  const parts = ['keyVault', 'storageAccount', 'containerRegistry', 'applicationInsights'] as const;
  const kind = draw.one('nothing', 'parts', isPrivate ? 'nothing' : 'workspace');
  const used = kind === 'parts' ? draw.some(parts, 1) : [];
  return {
    ...draw.maybe(() => ({ resourceGroup: true })),
    ...draw.maybe(() => ({ logAnalytics: hub.logAnalytics })),
    ...Object.fromEntries(used.map((part) => [part, hub[part]])),
    ...(kind === 'workspace' && { workspace: hub.workspace }),
    ...draw.maybe(() => ({ grantDeployer: draw.yes() })),
  };
}

function drawConnections(draw: Draw): Settings {
  const endpoint = 'https://hub.openai.azure.com/';
  const key = (env: string) => ({ key: { env, version: draw.one('1', '2') } });
  const aoai = draw.one<() => Settings>(
    () => ({ type: 'azure_open_ai', endpoint, auth: 'entra' }),
    () => ({ type: 'azure_open_ai', endpoint, auth: 'entra', resourceId: hub.account }),
    () => ({ type: 'azure_open_ai', endpoint, auth: key('AOAI_KEY'), apiVersion: '2024-10-21' }),
    () => ({ type: 'open_ai', auth: key('AOAI_KEY'), organization: 'acme' }),
  );
  return {
    aoai: aoai(),
    crm: {
      type: 'custom',
      configs: { url: 'https://crm.example:8443/api', template: '${x} %{y}' },
      secrets: { token: { env: 'CRM_TOKEN' }, 'second-token': { env: 'CRM_TOKEN' } },
    },
    ...draw.maybe(() => ({ search: { type: 'cognitive_search', endpoint: 'https://s.search.windows.net' } })),
    ...draw.maybe(() => ({ serp: { type: 'serp', auth: key('SERP_KEY') } })),
  };
}

function drawPrivateNetwork(draw: Draw): Settings {
  const zones = draw.some(Object.entries(hub.zones));
  const { subnet, appSubnet, nodeSubnet } = hub;
  const existing = {
    ...draw.maybe(() => ({ subnet, appSubnet, nodeSubnet })),
    ...(zones.length > 0 && { privateDnsZones: Object.fromEntries(zones) }),
  };
  return {
    isolation: 'private',
    addressSpace: draw.one('10.40.0.0/16', '192.168.4.0/24', '172.16.0.0/12'),
    ...(Object.keys(existing).length > 0 && { existing }),
    outbound: draw.some(['api.example.com', '*.example.org', 'pypi.org']),
  };
}

function drawClusters(draw: Draw, isPrivate: boolean): Named {
  const bounds = { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } };
  const cluster = () => {
    const existing = draw.one(undefined, undefined, hub.aks, hub.aksReady, hub.arc);
    const internal = (isPrivate && existing === undefined) || draw.yes();
    return {
      ...(existing !== undefined && { existing }),
      ...(existing === hub.aksReady && { extensionInstalled: true }),
      ...(internal && { internalLoadBalancer: true }),
      ...(!internal && { https: { secret: 'scoring-tls', dnsName: 'scoring.example.com' } }),
      ...draw.maybe(() => ({ nodes: draw.number(1, 5) })),
      ...draw.maybe(() => ({ instanceTypes: { small: { ...bounds, nodeSelector: { pool: 'flows' } } } })),
    };
  };
  const named = { serving: cluster() };
  return named.serving.existing === undefined && draw.yes() ? { ...named, 'second-2': cluster() } : named;
}

function drawPlans(draw: Draw): Named {
  const plan = draw.one<() => Settings>(
    () => ({ sku: draw.one('B1', 'S1', 'P1v3', 'P0v4'), workers: draw.number(1, 3) }),
    () => ({ sku: 'P1v3', workers: 3, zoneRedundant: true }),
    () => ({ existing: hub.plan, sku: 'P1v3' }),
  );
  return { web: plan(), ...draw.maybe(() => ({ other: { sku: 'S1' } })) };
}

function drawOperations(draw: Draw, lockable: boolean): Settings {
  const notify = ['team@example.com'];
  return {
    ...draw.maybe(() => ({
      alerts: {
        notify,
        ...draw.maybe(() => ({ latencyMs: 5000 })),
        ...draw.maybe(() => ({ errorsPerMinute: 3 })),
        ...draw.maybe(() => ({ throttledPerMinute: 10 })),
      },
    })),
    dashboard: draw.yes(),
    ...draw.maybe(() => ({ budget: { amount: 100, from: '2027-01', thresholds: draw.some([50, 100], 1), notify } })),
    lock: lockable && draw.yes(),
  };
}

function drawTarget(draw: Draw, kind: Kind, clusters: Named, plans: Named): object {
  const splits = kind !== 'app-service' || Object.values(plans).every(({ sku }) => !String(sku).startsWith('B'));
  const traffic = draw.one<Settings>(
    { current: 100 },
    ...(splits
      ? [
          { current: 30, previous: 70 },
          { current: 0, previous: 100 },
          { current: 100, previous: 0 },
        ]
      : []),
    { current: 0 },
  );
  const shared = {
    target: kind,
    traffic,
    ...draw.maybe(() => ({ identity: { existing: hub.identity, grant: draw.yes() } })),
    ...draw.maybe(() => ({ description: 'Answers ${questions}' })),
    ...draw.maybe(() => ({ environmentVariables: { TONE: 'kind', TEMPLATE: '${tone} %{if}' } })),
  };
  const online = { ...shared, ...draw.maybe(() => ({ instances: draw.number(1, 4) })) };
  switch (kind) {
    case 'managed-endpoint':
      return { ...online, auth: draw.one('entra', 'key'), ...drawMirror(draw, traffic), ...drawAutoscale(draw) };
    case 'kubernetes-endpoint': {
      const [cluster, settings] = draw.one(...(Object.entries(clusters) as [[string, Settings]]));
      const types = Object.keys(settings.instanceTypes ?? {});
      return {
        ...online,
        cluster,
        auth: draw.one('key', 'token'),
        ...draw.maybe(() => (types[0] === undefined ? {} : { instanceType: types[0] })),
        ...draw.maybe(() => ({ autoscale: { minimum: 1, maximum: draw.number(2, 9) } })),
      };
    }
    case 'app-service':
      return {
        ...shared,
        plan: draw.one(...(Object.keys(plans) as [string])),
        auth: draw.one<unknown>('none', { clientId: '00000000-0000-0000-0000-0000000000c1' }),
      };
  }
}

function drawMirror(draw: Draw, { current, previous }: Settings): Settings {
  const idle = [...(current === 0 ? ['current'] : []), ...((previous ?? 0) === 0 ? ['previous'] : [])];
  const live = current === 100 || previous === 100;
  return live ? draw.maybe(() => ({ mirror: { release: idle[0], percent: draw.number(1, 50) } })) : {};
}

function drawAutoscale(draw: Draw): Settings {
  const hours = (from: string, to: string) => ({
    from,
    to,
    timeZone: 'W. Europe Standard Time',
    minimum: 2,
    maximum: 6,
  });
  return draw.maybe(() => ({
    autoscale: {
      minimum: draw.number(1, 3),
      maximum: draw.number(3, 10),
      cpuPercent: 70,
      ...draw.maybe(() => ({ requestsPerMinute: 600 })),
      schedules: draw.one<Settings>(
        {},
        { office: hours('08:00', '18:00') },
        {
          morning: hours('06:00', '12:00'),
          weekend: { ...hours('09:00', '17:00'), days: ['Saturday', 'Sunday'] },
        },
      ),
    },
  }));
}
