import { type AppliedEnvironment } from '../applied-environment';

const subscription = '00000000-0000-0000-0000-000000000001';
const tenant = '00000000-0000-0000-0000-00000000000a';
const location = 'westeurope';

/** Name of the environment's resource group where that exists already. */
export const ownGroup = 'rg-theirs';

const group = (name: string) => `/subscriptions/${subscription}/resourceGroups/${name}`;
const inHub = (type: string, name: string) => `${group('rg-hub')}/providers/${type}/${name}`;
const subnet = (name: string) => inHub('Microsoft.Network/virtualNetworks', `vnet-hub/subnets/${name}`);

/** What other teams have made: the things that an environment may use, and must leave as they are. */
export const hub = {
  subscription,
  tenant,
  location,
  keyVault: inHub('Microsoft.KeyVault/vaults', 'kv-hub'),
  storageAccount: inHub('Microsoft.Storage/storageAccounts', 'sthub'),
  containerRegistry: inHub('Microsoft.ContainerRegistry/registries', 'crhub'),
  applicationInsights: inHub('Microsoft.Insights/components', 'appi-hub'),
  logAnalytics: inHub('Microsoft.OperationalInsights/workspaces', 'log-hub'),
  workspace: inHub('Microsoft.MachineLearningServices/workspaces', 'mlw-hub'),
  identity: inHub('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-hub'),
  plan: inHub('Microsoft.Web/serverFarms', 'asp-hub'),
  aks: inHub('Microsoft.ContainerService/managedClusters', 'aks-hub'),
  aksReady: inHub('Microsoft.ContainerService/managedClusters', 'aks-hub-ready'),
  arc: inHub('Microsoft.Kubernetes/connectedClusters', 'arc-hub'),
  account: inHub('Microsoft.CognitiveServices/accounts', 'oai-hub'),
  subnet: subnet('hub-endpoints'),
  appSubnet: subnet('hub-apps'),
  nodeSubnet: subnet('hub-nodes'),
  zones: Object.fromEntries(
    ['privatelink.api.azureml.ms', 'privatelink.vaultcore.azure.net', 'privatelink.azurewebsites.net'].map((zone) => [
      zone,
      inHub('Microsoft.Network/privateDnsZones', zone),
    ]),
  ),
} as const;

const { keyVault, storageAccount, containerRegistry, applicationInsights } = hub;

/** By id, in the order in which they can be made. */
const bodies: readonly (readonly [id: string, body: object])[] = [
  [group(ownGroup), { tags: { owner: 'somebody' } }],
  [group('rg-hub'), {}],
  [
    keyVault,
    { properties: { tenantId: tenant, sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true } },
  ],
  [storageAccount, { sku: { name: 'Standard_LRS' }, kind: 'StorageV2' }],
  [containerRegistry, { sku: { name: 'Premium' } }],
  [hub.logAnalytics, {}],
  [applicationInsights, {}],
  [
    hub.workspace,
    {
      identity: { type: 'SystemAssigned' },
      properties: { keyVault, storageAccount, containerRegistry, applicationInsights },
    },
  ],
  [hub.identity, {}],
  [hub.plan, { sku: { name: 'P1v3', capacity: 2 }, kind: 'linux', properties: { reserved: true } }],
  [hub.aks, { identity: { type: 'SystemAssigned' }, properties: {} }],
  [hub.aksReady, { identity: { type: 'SystemAssigned' }, properties: {} }],
  [
    `${hub.aksReady}/providers/Microsoft.KubernetesConfiguration/extensions/hub-azureml`,
    {
      identity: { type: 'SystemAssigned' },
      properties: {
        extensionType: 'Microsoft.AzureML.Kubernetes',
        configurationSettings: {
          enableInference: 'True',
          allowInsecureConnections: 'True',
          inferenceRouterServiceType: 'LoadBalancer',
          inferenceRouterHA: 'False',
          internalLoadBalancerProvider: 'azure',
        },
      },
    },
  ],
  [hub.arc, { identity: { type: 'SystemAssigned' }, properties: {} }],
  [hub.account, { kind: 'OpenAI', sku: { name: 'S0' }, properties: {} }],
  [hub.subnet.replace(/\/subnets.*/, ''), { properties: { addressSpace: { addressPrefixes: ['10.99.0.0/16'] } } }],
  [hub.subnet, { properties: { addressPrefix: '10.99.0.0/24' } }],
  [
    hub.appSubnet,
    {
      properties: {
        addressPrefix: '10.99.1.0/24',
        delegations: [{ name: 'apps', properties: { serviceName: 'Microsoft.Web/serverFarms' } }],
      },
    },
  ],
  [hub.nodeSubnet, { properties: { addressPrefix: '10.99.2.0/24' } }],
  ...Object.values(hub.zones).map((id): [string, object] => [id, { location: 'global' }]),
];

/** Ids of everything that existed before the environment. */
export const hubIds: readonly string[] = bodies.map(([id]) => id);

/** Makes those of other teams' things that the environment names, with what they lie in. */
export async function makeHub(applied: AppliedEnvironment, named: (id: string) => boolean): Promise<readonly string[]> {
  const needed = new Set(hubIds.filter(named));
  if (needed.has(hub.workspace)) {
    for (const id of [keyVault, storageAccount, containerRegistry, applicationInsights]) needed.add(id);
  }
  if (needed.has(hub.aksReady))
    needed.add(`${hub.aksReady}/providers/Microsoft.KubernetesConfiguration/extensions/hub-azureml`);
  for (const id of hubIds) if ([...needed].some((other) => other.startsWith(`${id}/`))) needed.add(id);
  for (const [id, body] of bodies.filter(([id]) => needed.has(id))) await applied.put(id, { location, ...body });
  for (const id of [hub.aks, hub.aksReady].filter((id) => needed.has(id))) {
    await applied.act(id, 'runCommand', { command: 'kubectl create namespace llmops' });
  }
  return [...needed];
}
