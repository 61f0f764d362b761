import { type ArmBody, type JsonObject, type OpenResourceGraph } from '../../../sandbox/arm';
import { endpoint, group, model, servingEnvironment, workspace, workspaceGraph } from './sample-subscription';

const cluster = `${group}/providers/Microsoft.ContainerService/managedClusters/aks`;
const extension = `${cluster}/providers/Microsoft.KubernetesConfiguration/extensions/azureml`;
const compute = `${workspace}/computes/k8s-serving`;
const elsewhere = '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-factory/providers';
const arc = `${elsewhere}/Microsoft.Kubernetes/connectedClusters/factory`;

const systemAssigned = { type: 'SystemAssigned' };
const clusterBody = (properties: JsonObject = {}): ArmBody => ({
  location: 'westeurope',
  identity: systemAssigned,
  properties: { agentPoolProfiles: [{ name: 'serving', count: 3 }], ...properties },
});
const settings = {
  enableInference: 'True',
  inferenceRouterServiceType: 'LoadBalancer',
  sslSecret: 'scoring-tls',
  sslCname: 'scoring.contoso.com',
};
const extensionBody = (configurationSettings: JsonObject = settings): ArmBody => ({
  properties: { extensionType: 'Microsoft.AzureML.Kubernetes', configurationSettings },
});
const computeBody = (resourceId = cluster, properties: JsonObject = { namespace: 'default' }): ArmBody => ({
  location: 'westeurope',
  identity: systemAssigned,
  properties: { computeType: 'Kubernetes', resourceId, properties },
});
const endpointBody = (properties: JsonObject = {}): ArmBody => ({
  location: 'westeurope',
  properties: { authMode: 'Key', compute, ...properties },
});
const deploymentBody = (properties: JsonObject = {}): ArmBody => ({
  location: 'westeurope',
  properties: { endpointComputeType: 'Kubernetes', model, environmentId: servingEnvironment, ...properties },
});

let graph: OpenResourceGraph;
beforeEach(async () => {
  graph = await workspaceGraph();
  await graph.put(cluster, clusterBody());
});

const run = (command: string, more: JsonObject = {}) => graph.action(cluster, 'runCommand', { command, ...more });
const ended = (exitCode: number, logs: unknown) => ({ properties: { provisioningState: 'Succeeded', exitCode, logs } });

describe('a run command', () => {
  const apply = 'kubectl create namespace llmops --dry-run=client -o yaml | kubectl apply -f -';

  it('makes a namespace, and leaves it alone where it is there', async () => {
    expect(await run(apply)).toEqual(ended(0, 'namespace/llmops created'));
    expect(await run(apply)).toEqual(ended(0, 'namespace/llmops unchanged'));
    await graph.put(cluster, clusterBody());
    expect(await run('kubectl create namespace llmops')).toEqual(ended(1, expect.stringContaining('already exists')));
  });

  it('succeeds for ARM though it fails, as all commands do that the sandbox does not know', async () => {
    expect(await run('kubectl get pods')).toEqual(ended(127, expect.stringContaining('no kubectl')));
  });

  it('needs a token of its own where Entra admits to the cluster', async () => {
    await graph.put(cluster, clusterBody({ aadProfile: { managed: true }, disableLocalAccounts: true }));
    await expect(run(apply)).rejects.toMatchObject({ code: 'MissingAADClusterToken' });
    expect(await run(apply, { clusterToken: 'token' })).toMatchObject({ properties: { exitCode: 0 } });
  });

  it('is refused where it is switched off', async () => {
    await graph.put(cluster, clusterBody({ apiServerAccessProfile: { disableRunCommand: true } }));
    await expect(run(apply)).rejects.toMatchObject({ code: 'RunCommandDisabled' });
  });
});

describe('the Azure ML extension', () => {
  it.each([
    [{ inferenceRouterServiceType: 'Ingress' }, 'must be LoadBalancer, NodePort or ClusterIP'],
    [{ sslSecret: null, sslCname: null }, 'sslSecret'],
    [{ sslCname: null }, 'sslCname is needed'],
  ])('is not installed with %j', async (changes, message) => {
    const changed = Object.entries({ ...settings, ...changes }).filter(([, value]) => value !== null);
    await expect(graph.put(extension, extensionBody(Object.fromEntries(changed)))).rejects.toThrow(message);
  });

  it('has a highly available router on 3 nodes and more only', async () => {
    await graph.put(cluster, clusterBody({ agentPoolProfiles: [{ name: 'serving', count: 2 }] }));
    await expect(graph.put(extension, extensionBody())).rejects.toThrow("needs 3 nodes, but cluster 'aks' has 2");
    await graph.put(extension, extensionBody({ ...settings, inferenceRouterHA: 'False' }));
  });

  it('needs a cluster with a managed identity', async () => {
    const byPrincipal = { location: 'westeurope', properties: { servicePrincipalProfile: { clientId: 'a' } } };
    await graph.delete(cluster);
    await graph.put(cluster, byPrincipal);
    await expect(graph.put(extension, extensionBody())).rejects.toThrow('must have a managed identity');
  });

  it('is on a cluster once', async () => {
    await graph.put(extension, extensionBody());
    await expect(graph.put(`${extension}2`, extensionBody())).rejects.toThrow("Extension 'azureml'");
  });
});

describe('an attached cluster', () => {
  it('needs the extension, set up for inference', async () => {
    await expect(graph.put(compute, computeBody())).rejects.toThrow("Cluster 'aks' has no Azure ML extension");
    await graph.put(extension, extensionBody({ enableInference: 'False' }));
    await expect(graph.put(compute, computeBody())).rejects.toThrow('without enableInference');
    await graph.put(extension, extensionBody());
    expect(await graph.put(compute, computeBody())).toMatchObject({ properties: { isAttachedCompute: true } });
  });

  it.each(['ab', '1compute', 'k8s-1', 'k8s-serving-001', 'a'.repeat(25), 'k8s_serving'])(
    'refuses the name %s',
    async (name) => {
      await expect(graph.put(`${workspace}/computes/${name}`, computeBody())).rejects.toThrow(
        'must be 3 to 24 letters',
      );
    },
  );

  it('is an AKS cluster that exists, in the workspace’s subscription, or one that Azure Arc connects', async () => {
    await expect(graph.put(compute, computeBody(`${cluster}-other`))).rejects.toThrow('which does not exist');
    const foreign = `${elsewhere}/Microsoft.ContainerService/managedClusters/aks`;
    await graph.put(foreign.split('/providers')[0] ?? '', { location: 'westeurope' });
    await graph.put(foreign, clusterBody());
    await expect(graph.put(compute, computeBody(foreign))).rejects.toThrow('Connect it by Azure Arc instead');
    await expect(graph.put(compute, computeBody(workspace))).rejects.toThrow('must be an AKS cluster');
    const unheld = arc.replace('rg-factory', 'rg-somewhere');
    expect(await graph.put(compute, computeBody(unheld))).toMatchObject({ properties: { resourceId: unheld } });
  });

  it('keeps cluster, namespace and identity', async () => {
    await graph.put(extension, extensionBody());
    await graph.put(compute, computeBody());
    await expect(graph.put(compute, computeBody(cluster, { namespace: 'other' }))).rejects.toThrow(
      "The namespace of compute 'k8s-serving' cannot change",
    );
    await expect(graph.put(compute, { ...computeBody(), identity: { type: 'None' } })).rejects.toThrow('The identity');
    const instanceTypes = { small: { resources: { limits: { cpu: '1', memory: '1Gi' } } } };
    await graph.put(compute, computeBody(cluster, { namespace: 'default', instanceTypes }));
  });
});

describe('an endpoint on Kubernetes', () => {
  beforeEach(async () => {
    await graph.put(extension, extensionBody());
    await graph.put(compute, computeBody());
  });

  it.each([
    [{ authMode: 'AADToken' }, 'must be Key or AMLToken, not AADToken'],
    [{ publicNetworkAccess: 'Disabled' }, 'publicNetworkAccess is for managed endpoints'],
    [{ compute: `${compute}x` }, 'which is no attached Kubernetes cluster'],
  ])('is refused with %j', async (properties, message) => {
    await expect(graph.put(endpoint, endpointBody(properties))).rejects.toThrow(message);
  });

  it('mirrors nothing, and stays on its cluster', async () => {
    await graph.put(endpoint, endpointBody());
    for (const name of ['v001', 'v002']) await graph.put(`${endpoint}/deployments/${name}`, deploymentBody());
    const traffic = { traffic: { v001: 100 } };
    await expect(graph.put(endpoint, endpointBody({ ...traffic, mirrorTraffic: { v002: 10 } }))).rejects.toThrow(
      'where traffic cannot be mirrored',
    );
    await graph.put(endpoint, endpointBody({ ...traffic, mirrorTraffic: {} }));
    const managed = { location: 'westeurope', properties: { authMode: 'Key' } };
    await expect(graph.put(endpoint, managed)).rejects.toThrow('The compute of endpoint');
  });

  it('takes deployments of its kind only', async () => {
    await graph.put(endpoint, endpointBody());
    const deployment = `${endpoint}/deployments/v001`;
    await expect(graph.put(deployment, deploymentBody({ endpointComputeType: 'Managed' }))).rejects.toThrow(
      "its endpoint 'triage' is Kubernetes",
    );
    const managed = `${workspace}/onlineEndpoints/managed`;
    await graph.put(managed, { location: 'westeurope', properties: { authMode: 'Key' } });
    await expect(graph.put(`${managed}/deployments/v001`, deploymentBody())).rejects.toThrow("'managed' is Managed");
    const scaleSettings = { scaleType: 'TargetUtilization', maxInstances: 3 };
    await graph.put(deployment, deploymentBody({ scaleSettings }));
    const scaled = deploymentBody({ endpointComputeType: 'Managed', scaleSettings });
    await expect(graph.put(`${managed}/deployments/v001`, scaled)).rejects.toThrow('scaleType must be Default');
  });

  const limits = (containerResourceLimits: JsonObject) => ({
    containerResourceRequirements: { containerResourceLimits },
  });

  it.each([
    [limits({ cpu: '3', memory: '1Gi' }), "limit of 3 for cpu: instance type 'defaultinstancetype' allows 2"],
    [limits({ cpu: '2000m', memory: '9Gi' }), 'limit of 9Gi for memory'],
    [limits({ gpu: '1' }), 'limit of 1 for gpu'],
    [{ instanceType: 'huge' }, "names instance type 'huge', which compute 'k8s-serving' does not have"],
  ])('refuses a deployment with %j', async (properties, message) => {
    await graph.put(endpoint, endpointBody());
    await expect(graph.put(`${endpoint}/deployments/v001`, deploymentBody(properties))).rejects.toThrow(message);
    await graph.put(`${endpoint}/deployments/v001`, deploymentBody(limits({ cpu: '2000m', memory: '8192Mi' })));
  });

  it('starts nothing in a namespace that is not there', async () => {
    await graph.delete(compute);
    await graph.put(compute, computeBody(cluster, { namespace: 'llmops' }));
    await graph.put(endpoint, endpointBody());
    const deploy = () => graph.put(`${endpoint}/deployments/v001`, deploymentBody());
    await expect(deploy()).rejects.toMatchObject({ code: 'NamespaceNotFound' });
    await run('kubectl create namespace llmops');
    await deploy();
  });
});
