import { type ArmResource, type JsonObject } from '../resource';
import { objectOf, stringOf, textOf } from '../json-values';
import { parseResourceId, resourceGroupOf, resourceKey } from '../resource-id';
import { aksType, arcType } from './kubernetes-clusters';
import { isOn, machineLearningExtension } from './kubernetes-extensions';
import { badRequest } from './refusals';
import { type GraphView, type PutRequest, type Rule } from './rule';

/** Computes of a workspace. Of the types of compute only attached Kubernetes clusters have rules of their own. */
export const computes: Rule = {
  type: 'Microsoft.MachineLearningServices/workspaces/computes',
  name: {
    pattern: /^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]{2,23}$/,
    says: '3 to 24 letters, digits and dashes, starting with a letter and not ending with a dash and digits',
  },
  locatedAs: 'workspace',
  readOnly: ['isAttachedCompute', 'computeLocation'],
  check(request) {
    const { id, properties, existing } = request;
    const computeType = stringOf(properties.computeType);
    if (computeType === undefined) {
      throw badRequest('ValidationError', `Compute '${id.name}' needs properties.computeType.`);
    }
    if (existing !== undefined) checkFixed(request, existing);
    if (computeType === 'Kubernetes') checkAttachment(request);
  },
  properties: ({ properties, body }) => ({
    ...properties,
    isAttachedCompute: properties.resourceId !== undefined,
    computeLocation: body.location ?? '',
  }),
};

/** Whether Azure could change these in place is not documented: the sandbox refuses it, so that nobody relies on it. */
function checkFixed({ id, body, properties }: PutRequest, existing: ArmResource): void {
  const fixed = (of: JsonObject, identity: JsonObject | undefined) => ({
    computeType: textOf(of.computeType),
    resourceId: textOf(of.resourceId).toLowerCase(),
    namespace: textOf(objectOf(of.properties).namespace),
    identity: [textOf(identity?.type), ...Object.keys(objectOf(identity?.userAssignedIdentities))]
      .join(' ')
      .toLowerCase(),
  });
  const before = fixed(existing.properties, existing.identity);
  const after = fixed(properties, body.identity ?? existing.identity);
  for (const name of Object.keys(before) as (keyof typeof before)[]) {
    if (before[name] === after[name]) continue;
    throw badRequest(
      'UserError',
      `The ${name} of compute '${id.name}' cannot change (it is '${before[name]}', the request says '${after[name]}'). Detach it and attach it anew.`,
    );
  }
}

function checkAttachment(request: PutRequest): void {
  const { id, properties, graph } = request;
  const clusterId = stringOf(properties.resourceId) ?? '';
  if (!clusterId.startsWith('/')) {
    throw badRequest('ValidationError', `Compute '${id.name}' needs the id of a cluster in properties.resourceId.`);
  }
  const cluster = parseResourceId(clusterId);
  const isAks = resourceKey(cluster.type) === resourceKey(aksType);
  if (!isAks && resourceKey(cluster.type) !== resourceKey(arcType)) {
    throw badRequest(
      'ValidationError',
      `Compute '${id.name}' names '${clusterId}': it must be an AKS cluster or one that Azure Arc connects.`,
    );
  }
  const isElsewhere = !isHeld(resourceGroupOf(cluster), graph);
  if (graph.get(clusterId) === undefined && (isAks || !isElsewhere)) {
    throw badRequest('ResourceNotFound', `Compute '${id.name}' names cluster '${clusterId}', which does not exist.`);
  }
  if (isAks && cluster.subscription?.toLowerCase() !== id.subscription?.toLowerCase()) {
    throw badRequest(
      'ValidationError',
      `Cluster '${cluster.name}' is in subscription ${cluster.subscription ?? ''}: an AKS cluster must be in the workspace's, ${id.subscription ?? ''}. Connect it by Azure Arc instead.`,
    );
  }
  const extension = machineLearningExtension(clusterId, graph);
  // What is installed on a cluster that the sandbox does not hold, nobody here can know.
  if (extension === undefined && !isAks && isElsewhere) return;
  if (extension === undefined || !isOn(extension, 'enableInference')) {
    throw badRequest(
      'UserError',
      `Cluster '${cluster.name}' has ${extension === undefined ? 'no Azure ML extension' : 'an Azure ML extension without enableInference'}: install it with enableInference before attaching the cluster.`,
    );
  }
}

function isHeld(group: string | undefined, graph: GraphView): boolean {
  return group !== undefined && graph.get(group) !== undefined;
}
