import { type ArmResource } from './resource';
import { parseResourceId, type ResourceId, resourceGroupOf } from './resource-id';
import { ruleOf } from './rules';
import { badRequest, conflict, parentNotFound } from './rules/refusals';
import { type GraphView, type Rule } from './rules/rule';

/**
 * Canonical id of a new resource's parent; undefined where the parent comes into being with the resource. A scope in
 * a resource group that the sandbox does not hold (an account of another team) counts as existing.
 * @throws ArmError 404 where the parent does not exist.
 */
export function findParent(rule: Rule, asked: ResourceId, graph: GraphView): string | undefined {
  if (/^(\/subscriptions\/[^/]+)?$/i.test(asked.parent)) return asked.parent;
  const parent = graph.get(asked.parent);
  if (parent !== undefined) return parent.id;
  const group = resourceGroupOf(asked);
  const isElsewhere = group === undefined || graph.get(group) === undefined;
  if (rule.extension === true && isElsewhere) return asked.parent;
  if (ruleOf(parseResourceId(asked.parent).type).createdByChild === true) return undefined;
  throw parentNotFound(rule.type, group !== undefined && isElsewhere ? group : asked.parent);
}

/**
 * Where a resource lies: where the request says, where it lay, or where its workspace lies.
 * @throws ArmError where that would move it, or part it from its workspace.
 */
export function locationOf(
  rule: Rule,
  target: ResourceId,
  asked: string | undefined,
  existing: ArmResource | undefined,
  graph: GraphView,
): string | undefined {
  const location = asked?.toLowerCase().replaceAll(' ', '');
  if (existing?.location !== undefined && location !== undefined && location !== existing.location) {
    throw conflict(
      'InvalidResourceLocation',
      `The resource '${target.name}' already exists in location '${existing.location}'. A resource with the same name cannot be created in location '${location}'.`,
    );
  }
  if (rule.locatedAs !== 'workspace') return location ?? existing?.location;
  const workspace = workspaceOf(target, graph);
  if (location !== undefined && workspace?.location !== undefined && location !== workspace.location) {
    throw badRequest(
      'ValidationError',
      `'${target.name}' has location '${location}': it must be its workspace's, '${workspace.location}'.`,
    );
  }
  return location ?? workspace?.location;
}

/**
 * Checks the name of a new resource.
 * @throws ArmError where it breaks the type's rule, or is taken.
 */
export function checkName(rule: Rule, id: ResourceId, location: string | undefined, graph: GraphView): void {
  if (rule.name !== undefined && !rule.name.pattern.test(id.name)) {
    throw badRequest(
      'InvalidResourceName',
      `The name '${id.name}' is not allowed for ${rule.type}: it must be ${rule.name.says}.`,
    );
  }
  const { unique } = rule;
  if (unique === undefined) return;
  const isTaken = graph
    .list(rule.type)
    .some(
      (other) =>
        other.name.toLowerCase() === id.name.toLowerCase() &&
        (unique.within === 'azure' || other.location === location),
    );
  if (isTaken) throw conflict(unique.code, unique.message(id.name));
}

/** The workspace above a resource: the ninth segment of its id names it. */
function workspaceOf({ id }: ResourceId, graph: GraphView): ArmResource | undefined {
  return graph.get(id.split('/').slice(0, 9).join('/'));
}
