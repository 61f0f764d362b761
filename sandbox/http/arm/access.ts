import { ArmError, type Principal, type ResourceGraph } from '../../arm';

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
