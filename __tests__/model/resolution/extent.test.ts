import { freshProject } from '../project-folder';

const fresh = freshProject();
const prod = '    subscription: 00000000-0000-0000-0000-000000000002\n';
const group = '/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-shared/providers';

/** Adds lines to environment prod. */
function environment(...more: readonly string[]): void {
  fresh.folder.environments(prod, prod + more.map((line) => `    ${line}\n`).join(''));
}

const resolved = () => fresh.folder.project().environments.prod!;

test('an environment that says nothing is public, with nothing beside its workspace', () => {
  expect(resolved()).toMatchObject({
    network: { isolation: 'public', existingPrivateDnsZones: {}, outbound: [] },
    clusters: [],
    appServicePlans: [],
    existing: {},
    operations: { dashboard: false, lock: false },
    acceptedFindings: [],
  });
});

test('a service principal that is no owner cannot lock, and the state is not in the group that a destroy deletes', () => {
  environment('servicePrincipal: {}', 'operations: { lock: true }');
  expect(fresh.folder.mistake()).toMatchObject({ code: 'missing-rights', path: 'environments.prod.operations.lock' });
  fresh.folder.environments('servicePrincipal: {}', 'servicePrincipal: { rights: owner }');
  expect(resolved().servicePrincipal).toMatchObject({ rights: 'owner' });
  environment('resourceGroup: rg-mine', 'state: { resourceGroup: RG-mine, storageAccount: stmine }');
  expect(fresh.folder.mistake()).toMatchObject({ code: 'same-group' });
});

test('a private network needs a registry of sku Premium', () => {
  environment('network: { isolation: private }');
  expect(fresh.folder.mistake()).toMatchObject({
    code: 'private-network',
    hint: 'Write containerRegistry: { sku: Premium }.',
  });
  environment('containerRegistry: { sku: Premium }');
  expect(resolved().network).toMatchObject({ isolation: 'private', addressSpace: '10.40.0.0/16' });
});

test('an address space begins where its size lets it, and existing zones are ones that private endpoints use', () => {
  const { folder } = fresh;
  environment(
    'containerRegistry: { sku: Premium }',
    'network:',
    '  isolation: private',
    '  addressSpace: 10.40.8.0/16',
  );
  expect(folder.mistake()).toMatchObject({ code: 'wrong-format', hint: 'Write 10.40.0.0/16.' });
  folder.environments('10.40.8.0/16', '10.300.0.0/16');
  expect(folder.mistake()).toMatchObject({ hint: 'Write 10.40.0.0/16, for example.' });
  const zones = `${group}/Microsoft.Network/privateDnsZones`;
  folder.environments(
    'addressSpace: 10.300.0.0/16',
    `existing: { privateDnsZones: { privatelink.azurcr.io: ${zones}/privatelink.azurecr.io } }`,
  );
  expect(folder.mistake()).toMatchObject({ code: 'unknown-zone', hint: "Did you mean 'privatelink.azurecr.io'?" });
  folder.environments('privatelink.azurcr.io', 'privatelink.api.azureml.ms');
  expect(folder.mistake().message).toBe(
    "The id is that of zone 'privatelink.azurecr.io', not of 'privatelink.api.azureml.ms'.",
  );
  folder.environments('privatelink.api.azureml.ms', 'privatelink.azurecr.io');
  expect(resolved().network.existingPrivateDnsZones).toEqual({
    'privatelink.azurecr.io': `${zones}/privatelink.azurecr.io`,
  });
});

test('an existing network has a subnet for everything that is to reach what is private', () => {
  const { folder } = fresh;
  const subnet = (name: string) => `${group}/Microsoft.Network/virtualNetworks/hub/subnets/${name}`;
  environment(
    'containerRegistry: { sku: Premium }',
    'appServicePlans: { web: {} }',
    'clusters: { main: { internalLoadBalancer: true } }',
    `network: { isolation: private, existing: { appSubnet: ${subnet('apps')} } }`,
  );
  expect(folder.mistake()).toMatchObject({ code: 'missing-key', path: 'environments.prod.network.existing.subnet' });
  folder.environments('existing: { appSubnet', `existing: { subnet: ${subnet('endpoints')}, appSubnet`);
  expect(folder.mistake()).toMatchObject({ code: 'missing-key', hint: 'Add nodeSubnet: <ARM id of the subnet>.' });
  folder.environments('existing: { subnet', `existing: { nodeSubnet: ${subnet('nodes')}, subnet`);
  expect(resolved().network).toMatchObject({
    existingSubnet: subnet('endpoints'),
    existingAppSubnet: subnet('apps'),
    existingNodeSubnet: subnet('nodes'),
  });
});

test('a cluster that the internet reaches needs a certificate', () => {
  environment('clusters: { main: {} }');
  expect(fresh.folder.mistake()).toMatchObject({
    code: 'plain-http',
    hint: 'Add https: { secret, dnsName }, or internalLoadBalancer: true.',
  });
});

test('a cluster may be an existing one of AKS or of Azure Arc', () => {
  const id = `${group}/Microsoft.Kubernetes/connectedClusters/edge`;
  environment(`clusters: { edge: { existing: ${id}, internalLoadBalancer: true } }`);
  expect(resolved().clusters[0]).toMatchObject({ existing: id, extensionInstalled: false });
});

test('an AKS cluster of another subscription cannot be attached', () => {
  const id = group.replace(/subscriptions\/[^/]+/, 'subscriptions/00000000-0000-0000-0000-0000000000ff');
  environment(
    `clusters: { main: { existing: ${id}/Microsoft.ContainerService/managedClusters/aks, internalLoadBalancer: true } }`,
  );
  expect(fresh.folder.mistake()).toMatchObject({
    code: 'existing',
    hint: 'Connect it by Azure Arc, and give the id of that connected cluster.',
  });
});

test('an existing workspace brings what belongs to it', () => {
  environment(
    'existing:',
    `  workspace: ${group}/Microsoft.MachineLearningServices/workspaces/mlw`,
    `  keyVault: ${group}/Microsoft.KeyVault/vaults/kv`,
  );
  expect(fresh.folder.mistake()).toMatchObject({ code: 'existing', hint: "Remove 'keyVault'." });
});

test('environments may share what exists already, and nothing that they make', () => {
  const { folder } = fresh;
  folder.environments(prod, prod.replace('0002', '0001'));
  folder.environments('defaults:\n', 'defaults:\n  resourceGroup: rg-shared\n');
  expect(folder.mistake()).toMatchObject({ code: 'duplicate-name' });
  folder.environments('rg-shared\n', 'rg-shared\n  existing: { resourceGroup: true }\n');
  const { dev, prod: other } = folder.project().environments;
  expect([dev, other].map((one) => one?.names.resourceGroup)).toEqual(['rg-shared', 'rg-shared']);
});

test('an id of another kind of resource is refused', () => {
  environment(`existing: { keyVault: ${group}/Microsoft.Storage/storageAccounts/st }`);
  expect(fresh.folder.mistake()).toMatchObject({
    code: 'wrong-format',
    hint: 'Copy the id from the resource: /subscriptions/…/resourceGroups/…/providers/Microsoft.KeyVault/vaults/<name>.',
  });
});

test('zones need a premium plan and two instances', () => {
  environment('appServicePlans: { web: { sku: S1, zoneRedundant: true } }');
  expect(fresh.folder.mistake()).toMatchObject({ code: 'zone-redundancy' });
});

test('an accepted finding says why', () => {
  environment('policies: { accept: [{ rule: CKV_AZURE_144, reason: later }] }');
  expect(fresh.folder.mistake()).toMatchObject({ code: 'missing-reason' });
});

test('the service principal of pipelines trusts a GitHub repository or a service connection', () => {
  environment(
    'servicePrincipal:',
    '  federation:',
    '    actions: { github: acme/flows, environment: prod }',
    '    azure-devops: { issuer: https://login.microsoftonline.com/t/v2.0, subject: /eid1/c/pub }',
  );
  expect(resolved().servicePrincipal).toEqual({
    displayName: 'sp-acme-prod',
    rights: 'least-privilege',
    federation: [
      {
        name: 'actions',
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'repo:acme/flows:environment:prod',
      },
      { name: 'azure-devops', issuer: 'https://login.microsoftonline.com/t/v2.0', subject: '/eid1/c/pub' },
    ],
  });
});

test('alerts, budget, dashboard and lock are asked for', () => {
  environment(
    'operations:',
    '  alerts: { latencyMs: 2000, errorsPerMinute: 5, notify: [ops@acme.example] }',
    '  budget: { amount: 500, from: 2027-01, notify: [ops@acme.example] }',
    '  dashboard: true',
    '  lock: true',
  );
  expect(resolved().operations).toEqual({
    dashboard: true,
    lock: true,
    alerts: { latencyMs: 2000, errorsPerMinute: 5, notify: ['ops@acme.example'] },
    budget: { amount: 500, from: '2027-01', thresholds: [80, 100], notify: ['ops@acme.example'] },
  });
});

test('an environment that reuses evaluations says whose', () => {
  environment('experiment: { run: reuse }');
  expect(fresh.folder.mistake()).toMatchObject({ code: 'missing-key', hint: 'Add reuseFrom: dev.' });
  fresh.folder.environments('run: reuse', 'run: reuse, reuseFrom: dve');
  expect(fresh.folder.mistake()).toMatchObject({ code: 'unknown-environment', hint: "Did you mean 'dev'?" });
  fresh.folder.environments('dve', 'dev');
  expect(resolved().experiment).toEqual({ run: 'reuse', lines: 10, reuseFrom: 'dev' });
});
