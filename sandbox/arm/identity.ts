import { randomUUID } from 'node:crypto';
import { type JsonObject } from './resource';
import { objectOf, stringOf } from './json-values';
import { badRequest } from './rules/refusals';
import { type GraphView } from './rules/rule';

/**
 * A resource's `identity` as the service completes it: a system-assigned principal is made once and kept, and
 * user-assigned ones are looked up.
 * @throws ArmError 400 where a user-assigned identity does not exist.
 */
export function completeIdentity(sent: JsonObject, before: JsonObject | undefined, graph: GraphView): JsonObject {
  const type = stringOf(sent.type) ?? 'None';
  const completed: Record<string, JsonObject> = {};
  for (const id of Object.keys(objectOf(sent.userAssignedIdentities))) {
    const identity = graph.get(id);
    if (identity === undefined)
      throw badRequest('FailedIdentityOperation', `The user-assigned identity '${id}' does not exist.`);
    completed[id] = {
      principalId: identity.properties.principalId ?? '',
      clientId: identity.properties.clientId ?? '',
    };
  }
  if (type.includes('UserAssigned') && Object.keys(completed).length === 0) {
    throw badRequest(
      'InvalidIdentityValues',
      `An identity of type ${type} needs at least one id in userAssignedIdentities.`,
    );
  }
  return {
    type,
    ...(type.includes('SystemAssigned')
      ? { principalId: before?.principalId ?? randomUUID(), tenantId: graph.tenant }
      : {}),
    ...(type.includes('UserAssigned') ? { userAssignedIdentities: completed } : {}),
  };
}
