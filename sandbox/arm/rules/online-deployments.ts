import { badRequest } from './refusals';
import { objectOf, stringOf } from '../json-values';
import { checkDeploymentKind } from './kubernetes-serving';
import { endpointName } from './online-endpoints';
import { type PutRequest, type Rule } from './rule';

const type = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments';
const highestCount = 20;
const highestInstances = 50;
const longestRequestSeconds = 180;
/** With a model that was registered from a prompt flow. */
const longestFlowRequestSeconds = 300;

/** Deployments of an online endpoint: they run a model version in an environment version. */
export const onlineDeployments: Rule = {
  type,
  name: endpointName,
  locatedAs: 'workspace',
  fixedProperties: true,
  check(request) {
    const { id, properties, existing, graph } = request;
    const computeType = stringOf(properties.endpointComputeType);
    if (computeType !== 'Managed' && computeType !== 'Kubernetes') {
      throw badRequest(
        'ValidationError',
        `endpointComputeType is '${computeType ?? ''}': it must be Managed or Kubernetes.`,
      );
    }
    if (existing === undefined && graph.list(type, id.parent).length >= highestCount) {
      throw badRequest(
        'OutOfQuota',
        `An endpoint has at most ${highestCount} deployments; delete one before adding '${id.name}'.`,
      );
    }
    checkDeploymentKind(request);
    checkAsset(request, 'model', 'models');
    checkAsset(request, 'environmentId', 'environments');
    checkLimits(request);
  },
  properties: ({ properties }) => ({ appInsightsEnabled: false, ...properties }),
  checkDelete(deployment, graph) {
    const endpointId = deployment.id.split('/').slice(0, -2).join('/');
    const traffic = Object.entries(objectOf(graph.get(endpointId)?.properties.traffic));
    const share = traffic.find(([name]) => name.toLowerCase() === deployment.name.toLowerCase())?.[1];
    if (typeof share === 'number' && share > 0) {
      throw badRequest(
        'UserError',
        `Deployment '${deployment.name}' has ${share} percent of the live traffic: set it to 0 before deleting it.`,
      );
    }
  },
};

/** An id into a registry names an asset outside the workspace, which the sandbox does not hold. */
function checkAsset({ id, properties, graph }: PutRequest, property: string, assetType: string): void {
  const asset = stringOf(properties[property]);
  if (asset === undefined || asset.startsWith('azureml://registries/')) return;
  if (!asset.toLowerCase().includes(`/${assetType}/`) || graph.get(asset) === undefined) {
    throw badRequest(
      'BadArgument',
      `Deployment '${id.name}' names ${property} '${asset}', which does not exist. It must be the id of a registered version, …/${assetType}/<name>/versions/<version>.`,
    );
  }
}

function checkLimits({ id, body, properties, graph }: PutRequest): void {
  const instances = body.sku?.capacity;
  if (typeof instances === 'number' && instances > highestInstances) {
    throw badRequest(
      'OutOfQuota',
      `Deployment '${id.name}' asks for ${instances} instances: at most ${highestInstances} are possible.`,
    );
  }
  const asked = stringOf(objectOf(properties.requestSettings).requestTimeout);
  const seconds = asked === undefined ? 0 : durationSeconds(asked);
  const model = graph.get(stringOf(properties.model) ?? '');
  const isFlow = objectOf(model?.properties.properties)['azureml.promptflow.source_flow_id'] !== undefined;
  const longest = isFlow ? longestFlowRequestSeconds : longestRequestSeconds;
  if (seconds === undefined || seconds > longest) {
    throw badRequest(
      'ValidationError',
      `Deployment '${id.name}' has requestTimeout '${asked ?? ''}': it must be an ISO 8601 duration of at most ${longest} seconds.`,
    );
  }
}

/** Seconds of a duration such as `PT1M30S`; undefined where it is none. */
function durationSeconds(duration: string): number | undefined {
  const [, hours, minutes, seconds] = /^PT(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(duration) ?? [];
  if (hours === undefined && minutes === undefined && seconds === undefined) return undefined;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}
