import { ManagedOnlineEndpoint } from '../../constructs/managed-online-endpoint';
import { TrafficSplit } from '../../constructs/traffic-split';
import { type Flow } from '../../model/environment';
import { type FlowRelease } from '../../model/release';
import { type ManagedEndpointTarget } from '../../model/target';
import { resolveTraffic } from '../../model/traffic';
import { terraformLiteral } from '../terraform-literal';
import { addIdentity } from './identity';
import { addAutoscale, firstInstances } from './operations';
import { type ServedTarget, type ServingPlace } from './place';
import { servingContainer } from './serving-container';

/** Serves a flow on managed instances. */
export function addManagedEndpoint(
  place: ServingPlace,
  flow: Flow,
  target: ManagedEndpointTarget,
  release: FlowRelease,
): ServedTarget {
  const { workspace, logAnalytics } = place.platform;
  const { deployments, traffic, mirrorTraffic } = resolveTraffic(target, release);
  const [mirror] = Object.entries(mirrorTraffic ?? {}).map(([deployment, percent]) => ({ deployment, percent }));
  const description = target.description ?? flow.description;
  const endpoint = new ManagedOnlineEndpoint(place.endpoints, target.name, {
    workspace,
    name: target.name,
    identity: addIdentity(place, flow, target),
    authMode: target.auth === 'entra' ? 'AADToken' : 'Key',
    traffic: TrafficSplit.of(traffic, mirror),
    publicNetworkAccess: place.platform.environment.network.isolation === 'public',
    logAnalytics,
    tags: { flow: flow.name },
    ...(description !== undefined && { description: terraformLiteral(description) }),
  });
  for (const { name, release: which, version } of deployments) {
    const { environment, variables } = servingContainer(place, flow, target, release[which] ?? release.current);
    const deployment = endpoint.addDeployment(name, {
      modelId: workspace.modelId(flow.asset, version),
      environmentId: workspace.environmentId(environment.name, environment.version),
      instanceType: target.instanceType,
      instances: firstInstances(target),
      requestTimeoutSeconds: target.requestTimeoutSeconds,
      maxConcurrentRequests: target.maxConcurrentRequests,
      environmentVariables: variables,
      tags: { flow: flow.name, version },
    });
    addAutoscale(place.platform, target, deployment);
  }
  return endpoint;
}
