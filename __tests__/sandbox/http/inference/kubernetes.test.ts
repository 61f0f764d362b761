import { group, region, registry, storage, workspace } from '../emulated-workspace';
import { promptFlow, type ServedEndpoint, ServingWorkspace } from './served-flow';

const cluster = `${group}/providers/Microsoft.ContainerService/managedClusters/aks`;
const compute = `${workspace}/computes/k8s-serving`;

let serving: ServingWorkspace;
let endpoint: ServedEndpoint;
let attached: string;

beforeAll(async () => {
  serving = await ServingWorkspace.open();
  const { azure } = serving;
  await azure.put(cluster, { location: region, identity: { type: 'SystemAssigned' } });
  await azure.put(`${cluster}/providers/Microsoft.KubernetesConfiguration/extensions/azureml`, {
    properties: {
      extensionType: 'Microsoft.AzureML.Kubernetes',
      configurationSettings: {
        enableInference: 'True',
        inferenceRouterServiceType: 'LoadBalancer',
        allowInsecureConnections: 'True',
      },
    },
  });
  const { identity } = await azure.put(compute, {
    location: region,
    identity: { type: 'SystemAssigned' },
    properties: { computeType: 'Kubernetes', resourceId: cluster, properties: { namespace: 'default' } },
  });
  attached = identity?.principalId ?? '';
  endpoint = await serving.endpoint('k8s-split', 'Key', compute);
  for (const name of ['v001', 'v002']) await endpoint.deploy(name, promptFlow(name));
  await endpoint.setTraffic({ v001: 90, v002: 10 });
});
afterAll(() => serving.azure.close());

async function key(): Promise<Record<string, string>> {
  const { body } = await serving.azure.arm('POST', `${endpoint.id}/listKeys`);
  return { authorization: `Bearer ${(body as unknown as { primaryKey: string }).primaryKey}` };
}

test('a deployment on a cluster starts once the cluster’s identity may pull images and read models', async () => {
  const refusal = async () => (await endpoint.score({ name: 'Ada' }, await key())).body.error?.message;
  const needs = (role: string, scope: string) =>
    `identity 'k8s-serving' (object id ${attached}) needs the role '${role}' on ${scope}`;
  expect(await refusal()).toContain(needs('AcrPull', registry));
  await serving.azure.grant(attached, 'AcrPull', registry);
  expect(await refusal()).toContain(needs('Storage Blob Data Reader', storage));
  await serving.azure.grant(attached, 'Storage Blob Data Reader', storage);
  expect(await endpoint.score({ name: 'Ada' }, await key())).toMatchObject({ status: 200 });
});

test('requests to a cluster are spread as the traffic says, and admitted by key only', async () => {
  await endpoint.setTraffic({ v001: 80, v002: 20 });
  const headers = await key();
  const answers = await Promise.all(Array.from({ length: 50 }, () => endpoint.score({ name: 'Ada' }, headers)));
  const count = (name: string) => answers.filter(({ body }) => body.greeting === name).length;
  expect([count('v001'), count('v002')]).toEqual([40, 10]);
  expect((await endpoint.score({ name: 'Ada' })).status).toBe(401);
});

test('a cluster that is detached serves nothing more', async () => {
  const headers = await key();
  await serving.azure.arm('DELETE', compute);
  const { status, body } = await endpoint.score({ name: 'Ada' }, headers);
  expect([status, body.error?.message]).toEqual([424, expect.stringContaining('is not attached any more')]);
});
