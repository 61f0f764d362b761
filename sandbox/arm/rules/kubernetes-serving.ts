import { type ArmResource, type JsonObject } from '../resource';
import { objectOf, stringOf, textOf } from '../json-values';
import { aksType, namespacesOf } from './kubernetes-clusters';
import { badRequest } from './refusals';
import { type GraphView, type PutRequest } from './rule';

const endpointType = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints';
const mostEndpointsOfCluster = 60;
const longestNames = 62;

/** The instance type that the extension brings; its limits as the documentation's text has them. */
const builtInType = { name: 'defaultinstancetype', limits: { cpu: '2', memory: '8Gi' } };

/** What holds for an endpoint with a `compute`, which is what makes it a Kubernetes one. */
export function checkKubernetesEndpoint({ id, properties, existing, graph }: PutRequest): void {
  const before = stringOf(existing?.properties.compute);
  const compute = stringOf(properties.compute);
  if (existing !== undefined && before?.toLowerCase() !== compute?.toLowerCase()) {
    throw refused(`The compute of endpoint '${id.name}' cannot change after creation. Create the endpoint anew.`);
  }
  if (compute === undefined) return;
  if (graph.get(compute)?.properties.computeType !== 'Kubernetes') {
    throw refused(`Endpoint '${id.name}' names compute '${compute}', which is no attached Kubernetes cluster.`);
  }
  if (properties.authMode === 'AADToken') {
    throw refused(`Endpoint '${id.name}' runs on Kubernetes: its authMode must be Key or AMLToken, not AADToken.`);
  }
  if (Object.values(objectOf(properties.mirrorTraffic)).some((percent) => percent !== 0)) {
    throw refused(`Endpoint '${id.name}' runs on Kubernetes, where traffic cannot be mirrored.`);
  }
  if (properties.publicNetworkAccess === 'Disabled') {
    throw refused(`Endpoint '${id.name}' runs on Kubernetes: publicNetworkAccess is for managed endpoints.`);
  }
  const neighbours = graph.list(endpointType).filter((other) => stringOf(other.properties.compute) === compute);
  if (existing === undefined && neighbours.length >= mostEndpointsOfCluster) {
    throw badRequest('OutOfQuota', `A cluster has at most ${mostEndpointsOfCluster} endpoints.`);
  }
}

/** What the kind of the endpoint, and the cluster below it, demand of a deployment. */
export function checkDeploymentKind(request: PutRequest): void {
  const { id, properties, graph } = request;
  const endpoint = graph.get(id.parent);
  const computeId = stringOf(endpoint?.properties.compute);
  const needed = computeId === undefined ? 'Managed' : 'Kubernetes';
  if (properties.endpointComputeType !== needed) {
    throw refused(
      `Deployment '${id.name}' has endpointComputeType ${textOf(properties.endpointComputeType)}, but its endpoint '${endpoint?.name ?? ''}' is ${needed}.`,
    );
  }
  const scaleType = objectOf(properties.scaleSettings).scaleType;
  if (needed === 'Managed') {
    if (scaleType === undefined || scaleType === 'Default') return;
    throw refused(`Deployment '${id.name}' is managed: its scaleType must be Default. Azure Monitor scales it.`);
  }
  const together = `${endpoint?.name ?? ''}${id.name}`.length;
  if (together > longestNames) {
    throw refused(
      `The names of endpoint and deployment '${id.name}' have ${together} characters together: at most ${longestNames} are possible on Kubernetes.`,
    );
  }
  const compute = graph.get(computeId ?? '');
  if (compute === undefined)
    throw refused(`Deployment '${id.name}' cannot start: compute '${computeId ?? ''}' is gone.`);
  checkNamespace(id.name, compute, graph);
  checkResources(id.name, properties, compute);
}

/** Attaching checks no namespace: a wrong one shows when something is to run in it. */
function checkNamespace(deployment: string, compute: ArmResource, graph: GraphView): void {
  const cluster = graph.get(textOf(compute.properties.resourceId));
  const namespace = textOf(objectOf(compute.properties.properties).namespace) || 'default';
  if (cluster?.type !== aksType || namespacesOf(cluster).includes(namespace)) return;
  throw badRequest(
    'NamespaceNotFound',
    `Deployment '${deployment}' cannot be made: the namespace '${namespace}' of compute '${compute.name}' is not in cluster '${cluster.name}'. Create it there.`,
  );
}

function checkResources(deployment: string, properties: JsonObject, compute: ArmResource): void {
  const attached = objectOf(compute.properties.properties);
  const types = objectOf(attached.instanceTypes);
  const name = stringOf(properties.instanceType) ?? stringOf(attached.defaultInstanceType) ?? builtInType.name;
  const own = types[name];
  if (own === undefined && name !== builtInType.name) {
    throw refused(
      `Deployment '${deployment}' names instance type '${name}', which compute '${compute.name}' does not have; it has ${[builtInType.name, ...Object.keys(types)].join(', ')}.`,
    );
  }
  const most: JsonObject = own === undefined ? builtInType.limits : objectOf(objectOf(objectOf(own).resources).limits);
  const limits = objectOf(objectOf(properties.containerResourceRequirements).containerResourceLimits);
  const pairs = [
    ['cpu', limits.cpu, most.cpu],
    ['memory', limits.memory, most.memory],
    ['gpu', limits.gpu, most['nvidia.com/gpu'] ?? '0'],
  ] as const;
  for (const [kind, asked, highest] of pairs) {
    if (asked === undefined || highest === undefined || quantity(asked) <= quantity(highest)) continue;
    throw refused(
      `Deployment '${deployment}' has a limit of ${textOf(asked)} for ${kind}: instance type '${name}' allows ${textOf(highest)}.`,
    );
  }
}

const units: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A quantity as Kubernetes writes it, as a number; what is none is refused as too much. */
function quantity(value: JsonObject[string]): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(textOf(value)) ?? [];
  const factor = unit === '' ? 1 : units[unit];
  return amount === undefined || factor === undefined ? Infinity : Number(amount) * factor;
}

function refused(message: string) {
  return badRequest('UserError', message);
}
