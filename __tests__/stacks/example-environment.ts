import { type Connection, type Environment, type Flow } from '../../model/environment';
import { type AssetVersion, type FlowRelease, type Release } from '../../model/release';
import { type ManagedEndpointTarget } from '../../model/target';

export const target: ManagedEndpointTarget = {
  target: 'managed-endpoint',
  name: 'triage-dev-1a2b',
  identity: 'id-triage-dev',
  auth: 'entra',
  instanceType: 'Standard_DS3_v2',
  instances: 1,
  traffic: { current: 100, previous: 0 },
  requestTimeoutSeconds: 90,
  maxConcurrentRequests: 10,
  environmentVariables: {},
};

export const flow: Flow = {
  name: 'triage',
  asset: 'triage',
  path: '/flows/triage',
  configFile: '/flows-config/triage.yaml',
  datasets: [],
  connections: [],
  outputs: ['category'],
  evaluations: [],
  gates: [],
  targets: [target],
};

export const aoai: Connection = {
  name: 'aoai',
  type: 'azure_open_ai',
  endpoint: 'https://contoso.openai.azure.com/',
  auth: 'entra',
  configs: {},
};

/** Environment `dev` of project contoso with one flow on one endpoint, changed as a test needs it. */
export function exampleEnvironment(changes: Partial<Environment> = {}): Environment {
  return {
    name: 'dev',
    project: 'contoso',
    subscription: '00000000-0000-0000-0000-000000000001',
    tenant: '00000000-0000-0000-0000-00000000000a',
    location: 'westeurope',
    names: {
      resourceGroup: 'rg-contoso-dev',
      workspace: 'mlw-contoso-dev',
      keyVault: 'kv-contoso-dev',
      storageAccount: 'stcontosodev',
      containerRegistry: 'crcontosodev',
      applicationInsights: 'appi-contoso-dev',
      logAnalytics: 'log-contoso-dev',
    },
    tags: { owner: 'ml-platform' },
    keyVault: { authorization: 'rbac', purgeProtection: false, softDeleteDays: 7 },
    containerRegistry: { sku: 'Basic' },
    storage: { replication: 'LRS' },
    logs: { retentionDays: 30 },
    connections: [],
    serving: { asset: 'flow-serving', image: 'registry.example/serving:1' },
    network: { isolation: 'public', addressSpace: '10.40.0.0/16', existingPrivateDnsZones: {}, outbound: [] },
    experiment: { run: 'all', lines: 10 },
    clusters: [],
    appServicePlans: [],
    existing: {},
    operations: { dashboard: false, lock: false },
    acceptedFindings: [],
    flows: [flow],
    allFlows: [flow],
    ...changes,
  };
}

/** The same environment with its one endpoint changed. */
export function withTarget(changes: Partial<ManagedEndpointTarget>): Environment {
  return exampleEnvironment({ flows: [{ ...flow, targets: [{ ...target, ...changes }] }] });
}

export function assetVersion(name: string, version: string): AssetVersion {
  return { name, version, hash: version.padStart(64, '0') };
}

/** A release of flow `triage`: its current version, and the one that was served before. */
export function exampleRelease(current: string, previous?: string): Release {
  const triage: FlowRelease = {
    current: assetVersion('triage', current),
    ...(previous !== undefined && { previous: assetVersion('triage', previous) }),
  };
  return {
    formatVersion: 1,
    environment: 'dev',
    createdAt: '2026-01-01T00:00:00.000Z',
    servingEnvironment: assetVersion('flow-serving', '3'),
    flows: { triage },
    datasets: {},
  };
}
