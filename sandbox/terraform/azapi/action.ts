import { type Json, type JsonObject, type OpenResourceGraph } from '../../arm';
import { armView, toArmBody } from './body';
import { type ArmRequest, missing, request } from './refusals';

/** One request to a resource, or to an action of it. */
export interface ActionCall {
  readonly id: string;
  readonly action: string;
  readonly method: string;
  readonly body: JsonObject;
  readonly apiVersion: string;
}

/** Sends it and answers what ARM answers. */
export async function performAction(graph: OpenResourceGraph, call: ActionCall): Promise<Json> {
  const { id, action, method, apiVersion } = call;
  const description: ArmRequest = {
    summary: 'Failed to perform action',
    doing: `performing action ${action} of`,
    method,
    id: action === '' ? id : `${id}/${action}`,
    apiVersion,
  };
  return request(description, () => send(graph, call, description));
}

async function send(
  graph: OpenResourceGraph,
  { id, action, method, body }: ActionCall,
  description: ArmRequest,
): Promise<Json> {
  if (action !== '') return graph.action(id, action, body);
  switch (method) {
    case 'PUT':
      return armView(await graph.put(id, toArmBody(body)));
    case 'PATCH':
      return armView(await graph.patch(id, patchBody(body)));
    case 'DELETE':
      await graph.delete(id);
      return null;
    default: {
      const resource = graph.get(id);
      if (resource === undefined) throw missing(description);
      return method === 'HEAD' ? null : armView(resource);
    }
  }
}

/** PATCH changes only what it names: an absent `properties` is not an empty one. */
function patchBody(body: JsonObject) {
  const { properties, ...rest } = toArmBody(body);
  return body.properties === undefined ? rest : { ...rest, ...(properties === undefined ? {} : { properties }) };
}
