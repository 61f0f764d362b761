import { parse, toSeconds } from 'iso8601-duration';
import { type ArmResource, type Json, type JsonObject, type ResourceGraph } from '../../arm';
import { objectOf, stringOf, textOf } from '../../arm/json-values';
import { type Weights } from './traffic-router';

const endpointType = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints';
const deploymentType = `${endpointType}/deployments`;

/** An online endpoint, as the gateway needs it. */
export interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly workspaceId: string;
  readonly scoringUri: string;
  readonly authMode: string;
  readonly identity: JsonObject;
  /** ARM id of the attached cluster that a Kubernetes endpoint runs on; absent for a managed one. */
  readonly compute?: string;
  readonly traffic: Weights;
  readonly mirrorTraffic: Weights;
}

/** One of its deployments. */
export interface Deployment {
  readonly id: string;
  readonly name: string;
  /** ARM id of the model version that it runs. */
  readonly model: string;
  /** ARM id of the environment version that it runs in. */
  readonly environment: string;
  readonly instances: number;
  readonly maxConcurrentRequests: number;
  readonly requestTimeoutMs: number;
  readonly environmentVariables: Readonly<Record<string, string>>;
}

/** All endpoints of the sandbox. */
export function listEndpoints(graph: ResourceGraph): Endpoint[] {
  return graph.list(endpointType).map(endpointOf);
}

/** The endpoint of a scoring URI; names are unique in a region. */
export function findEndpoint(graph: ResourceGraph, region: string, name: string): Endpoint | undefined {
  return listEndpoints(graph).find(
    (endpoint) =>
      endpoint.name.toLowerCase() === name.toLowerCase() && endpoint.region.toLowerCase() === region.toLowerCase(),
  );
}

/** The deployments of an endpoint. */
export function listDeployments(graph: ResourceGraph, endpoint: Endpoint): Deployment[] {
  return graph.list(deploymentType, endpoint.id).map(deploymentOf);
}

function endpointOf(resource: ArmResource): Endpoint {
  const { id, name, location = '', properties, identity = {} } = resource;
  return {
    id,
    name,
    region: location,
    workspaceId: id.split('/').slice(0, -2).join('/'),
    scoringUri: textOf(properties.scoringUri),
    authMode: textOf(properties.authMode),
    identity,
    ...(typeof properties.compute === 'string' && { compute: properties.compute }),
    traffic: weightsOf(properties.traffic),
    mirrorTraffic: weightsOf(properties.mirrorTraffic),
  };
}

// Where a deployment says nothing, Azure ML's own defaults hold: one request at a time for each instance, 5 seconds.
function deploymentOf({ id, name, properties, sku }: ArmResource): Deployment {
  const settings = objectOf(properties.requestSettings);
  const timeout = stringOf(settings.requestTimeout) ?? 'PT5S';
  return {
    id,
    name,
    model: textOf(properties.model),
    environment: textOf(properties.environmentId),
    // A deployment that scales itself counts as grown.
    instances: Number(sku?.capacity ?? objectOf(properties.scaleSettings).maxInstances ?? 1),
    maxConcurrentRequests: Number(settings.maxConcurrentRequestsPerInstance ?? 1),
    requestTimeoutMs: toSeconds(parse(timeout)) * 1000,
    environmentVariables: Object.fromEntries(
      Object.entries(objectOf(properties.environmentVariables)).map(([key, value]) => [key, textOf(value)]),
    ),
  };
}

function weightsOf(value: Json | undefined): Weights {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([name, share]) => [name, Number(share)]));
}
