import { KubernetesOnlineEndpoint } from '../../constructs/kubernetes';
import { TrafficSplit } from '../../constructs/traffic-split';
import { type Flow } from '../../model/environment';
import { type FlowRelease } from '../../model/release';
import { type KubernetesEndpointTarget } from '../../model/target';
import { resolveTraffic } from '../../model/traffic';
import { terraformLiteral } from '../terraform-literal';
import { addIdentity } from './identity';
import { type ServedTarget, type ServingPlace } from './place';
import { servingContainer } from './serving-container';

/** Serves a flow on one of the environment's clusters. */
export function addKubernetesEndpoint(
  place: ServingPlace,
  flow: Flow,
  target: KubernetesEndpointTarget,
  release: FlowRelease,
): ServedTarget {
  const { workspace, clusters } = place.platform;
  const compute = clusters.get(target.cluster);
  if (compute === undefined) {
    throw new Error(
      `target ${target.name} of flow ${flow.name} names cluster "${target.cluster}", which is not defined`,
    );
  }
  const { deployments, traffic } = resolveTraffic(target, release);
  const description = target.description ?? flow.description;
  const endpoint = new KubernetesOnlineEndpoint(place.endpoints, target.name, {
    workspace,
    compute,
    name: target.name,
    identity: addIdentity(place, flow, target),
    authMode: target.auth === 'token' ? 'AMLToken' : 'Key',
    traffic: TrafficSplit.of(traffic),
    tags: { flow: flow.name },
    ...(description !== undefined && { description: terraformLiteral(description) }),
  });
  for (const { name, release: which, version } of deployments) {
    const { environment, variables } = servingContainer(place, flow, target, release[which] ?? release.current);
    endpoint.addDeployment(name, {
      modelId: workspace.modelId(flow.asset, version),
      environmentId: workspace.environmentId(environment.name, environment.version),
      resources: target.resources,
      requestTimeoutSeconds: target.requestTimeoutSeconds,
      maxConcurrentRequests: target.maxConcurrentRequests,
      environmentVariables: variables,
      tags: { flow: flow.name, version },
      ...(target.instanceType !== undefined && { instanceType: target.instanceType }),
      ...instances(target),
    });
  }
  return endpoint;
}

function instances({ instances: fixed, autoscale }: KubernetesEndpointTarget) {
  if (!autoscale) return { instances: fixed };
  const { minimum, maximum, targetUtilizationPercent: percent } = autoscale;
  return { autoscale: { minimum, maximum, percent } };
}
