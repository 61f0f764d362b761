import {
  ArmError,
  allowsAssignment,
  isWithin,
  type JsonObject,
  objectOf,
  type Principal,
  type ResourceGraph,
  roleGuid,
  stringOf,
  textOf,
} from '../../arm';

const writers = ['Owner', 'Contributor', 'AzureML Data Scientist'];
const readers = [...writers, 'Reader'];

/** Roles that may list the secrets of a workspace's connections. */
export const connectionSecretsReaders = [...writers, 'Azure Machine Learning Workspace Connection Secrets Reader'];

/**
 * Refuses a caller whose roles do not allow the request. The roles are taken by their names: that they read, write or
 * list connection secrets is all that the sandbox knows of them.
 * @throws ArmError 403 `AuthorizationFailed`
 */
export function requireAccess(graph: ResourceGraph, principal: Principal, method: string, path: string): void {
  const reads = method === 'GET' || method === 'HEAD';
  const listsSecrets = /\/connections\/[^/]+\/listsecrets$/i.test(path);
  const roles = listsSecrets ? connectionSecretsReaders : reads ? readers : writers;
  if (graph.hasRole(principal.objectId, path, roles)) return;
  throw new ArmError(
    403,
    'AuthorizationFailed',
    `The client '${principal.name}' with object id '${principal.objectId}' may not ${method} '${path}': ` +
      `it needs one of the roles ${roles.join(', ')} at that scope or above.`,
  );
}

const assigners = ['Owner', 'User Access Administrator', 'Role Based Access Control Administrator'];
const assignmentPath = /^(.*)\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/i;

/** True for requests that make or remove a role assignment. */
export function changesAssignment(method: string, path: string): boolean {
  return (method === 'PUT' || method === 'DELETE') && assignmentPath.test(path);
}

/**
 * Refuses a caller who may not assign roles there at all, or not this one: the right to assign may stand under a
 * condition on the role and on the type of the principal.
 * @throws ArmError 403 `AuthorizationFailed`
 */
export function requireAssignmentRight(
  graph: ResourceGraph,
  principal: Principal,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: JsonObject | undefined },
): void {
  const scope = assignmentPath.exec(path)?.[1] ?? path;
  const action = method === 'DELETE' ? 'delete' : 'write';
  // What is removed is judged by what it is; ARM looks up a type that the request leaves out only after the check.
  const properties = action === 'delete' ? graph.get(path)?.properties : objectOf(body?.properties);
  const asked = {
    action,
    roleGuid: roleGuid(textOf(properties?.roleDefinitionId)),
    principalType: stringOf(properties?.principalType) ?? '',
  } as const;
  const wanted = new Set(assigners.map(roleGuid));
  const held = graph
    .list('Microsoft.Authorization/roleAssignments')
    .map((assignment) => assignment.properties)
    .filter(
      (own) =>
        textOf(own.principalId).toLowerCase() === principal.objectId.toLowerCase() &&
        wanted.has(roleGuid(textOf(own.roleDefinitionId))) &&
        isWithin(scope, textOf(own.scope)),
    );
  const allowed =
    held.some(({ condition }) => condition === undefined || allowsAssignment(textOf(condition), asked)) ||
    (held.length === 0 && graph.hasRole(principal.objectId, scope, assigners));
  if (allowed) return;
  throw new ArmError(
    403,
    'AuthorizationFailed',
    `The client '${principal.name}' with object id '${principal.objectId}' does not have authorization to perform action ` +
      `'Microsoft.Authorization/roleAssignments/${action}' over scope '${scope}'` +
      (held.length === 0
        ? `: it needs one of the roles ${assigners.join(', ')} there.`
        : ' or the scope is invalid: the condition of its own role assignment allows neither this role nor this type of principal.'),
  );
}
