import { parseResourceId, resourceGroupOf } from '../../resource-id';
import { type ArmResource } from '../../resource';
import { badRequest } from '../refusals';
import { type GraphView } from '../rule';

/**
 * The resource that another names; undefined where it lies in a resource group that the sandbox does not hold, and
 * counts as existing.
 * @throws ArmError 400 where it does not exist.
 */
export function referenced(id: string, by: string, graph: GraphView): ArmResource | undefined {
  const resource = graph.get(id);
  if (resource !== undefined) return resource;
  const group = resourceGroupOf(parseResourceId(id));
  if (group === undefined || graph.get(group) === undefined) return undefined;
  throw badRequest('InvalidResourceReference', `Resource ${id} referenced by resource ${by} was not found.`);
}
