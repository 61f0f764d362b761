import { type JsonObject } from '../../resource';
import { objectOf, objectsOf, stringOf, textOf } from '../../json-values';
import { parseResourceId, resourceKey } from '../../resource-id';
import { badRequest, conflict } from '../refusals';
import { type PutRequest, type Rule } from '../rule';
import { metricFault } from './metrics';

const type = 'Microsoft.Insights/autoScaleSettings';
const deploymentType = 'microsoft.machinelearningservices/workspaces/onlineendpoints/deployments';
const mostProfiles = 20;
const mostRules = 10;
const mostInstances = 50;

/** When something else may change a deployment's instances. The sandbox keeps it, and never acts on it. */
export const autoscaleSettings: Rule = {
  type,
  check(request) {
    checkTarget(request);
    const profiles = objectsOf(request.properties.profiles);
    if (profiles.length < 1 || profiles.length > mostProfiles) {
      throw invalid(request, `has ${profiles.length} profiles: it must have 1 to ${mostProfiles}`);
    }
    for (const profile of profiles) checkProfile(request, profile);
  },
};

function checkTarget(request: PutRequest): void {
  const target = stringOf(request.properties.targetResourceUri) ?? '';
  const resource = request.graph.get(target);
  if (resource === undefined) throw invalid(request, `names target '${target}', which does not exist`);
  if (resource.type.toLowerCase() === deploymentType && resource.properties.endpointComputeType !== 'Managed') {
    throw invalid(request, `names deployment '${resource.name}', which is not managed: it cannot be scaled from here`);
  }
  const other = request.graph
    .list(type)
    .find(
      ({ id, properties }) =>
        resourceKey(id) !== request.id.key &&
        resourceKey(stringOf(properties.targetResourceUri) ?? '/') === resourceKey(target),
    );
  if (other !== undefined) {
    throw conflict('Conflict', `'${target}' has an autoscale setting already: '${other.name}'.`);
  }
}

function checkProfile(request: PutRequest, profile: JsonObject): void {
  const name = textOf(profile.name);
  const rules = objectsOf(profile.rules);
  if (rules.length > mostRules) throw invalid(request, `has ${rules.length} rules in profile '${name}': at most 10 go`);
  const { minimum, maximum, default: standard } = objectOf(profile.capacity);
  const [least, most, usual] = [Number(minimum), Number(maximum), Number(standard)];
  if (!(least <= usual && usual <= most)) {
    throw invalid(request, `has profile '${name}' with minimum ${least}, default ${usual} and maximum ${most}`);
  }
  const target = parseResourceId(textOf(request.properties.targetResourceUri)).type;
  if (target.toLowerCase() === deploymentType && (least < 1 || most > mostInstances)) {
    throw invalid(request, `has profile '${name}' with ${least} to ${most} instances: a deployment has 1 to 50`);
  }
  for (const { metricTrigger } of rules) {
    const { metricName, metricResourceUri } = objectOf(metricTrigger);
    const source = stringOf(metricResourceUri) ?? '';
    if (request.graph.get(source) === undefined) throw invalid(request, `reads '${source}', which does not exist`);
    const fault = metricFault(parseResourceId(source).type, textOf(metricName));
    if (fault !== undefined) throw badRequest('UnsupportedMetric', fault);
  }
}

function invalid({ id }: PutRequest, what: string) {
  return badRequest('InvalidAutoscaleSetting', `Autoscale setting '${id.name}' ${what}.`);
}
