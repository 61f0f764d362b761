import { type FastifyRequest } from 'fastify';
import { type ArmResource, type Principal, type ResourceGraph } from '../../arm/resource';
import { StorageError } from './storage-error';

/** Roles that may do it, with their GUIDs, the least powerful first. */
const roles = {
  read: { 'Storage Blob Data Reader': '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1' },
  write: {
    'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  },
};

export interface AccessRules {
  readonly graph: ResourceGraph;
  /** The caller by its bearer token; undefined where the token is not one of the sandbox. */
  readonly principalOf: (request: FastifyRequest) => Principal | undefined;
}

/** Throws unless the caller may read or write at the scope: the id of a storage account or of a container in it. */
export function checkAccess(
  { graph, principalOf }: AccessRules,
  request: FastifyRequest,
  account: ArmResource,
  scope: string,
): void {
  refuseSharedKeys(request, account);
  if (request.headers.authorization === undefined) {
    throw new StorageError(
      401,
      'NoAuthenticationInformation',
      'Send "Authorization: Bearer …" with a token of the sandbox.',
    );
  }
  const principal = principalOf(request);
  if (principal === undefined) {
    throw new StorageError(
      401,
      'InvalidAuthenticationInfo',
      'The bearer token is not one of this sandbox, or it has expired.',
    );
  }
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const allowed = reads ? { ...roles.read, ...roles.write } : roles.write;
  if (graph.hasRole(principal.objectId, scope, Object.values(allowed))) return;
  throw new StorageError(
    403,
    'AuthorizationPermissionMismatch',
    'This request is not authorized to perform this operation using this permission. ' +
      `${principal.name} (${principal.objectId}) needs the role "${Object.keys(allowed)[0] ?? ''}" on ${scope}.`,
  );
}

function refuseSharedKeys({ headers, url }: FastifyRequest, account: ArmResource): void {
  const isKey = /^SharedKey(Lite)? /i.test(headers.authorization ?? '') || /[?&]sig=/.test(url);
  if (!isKey) return;
  const { properties, terraform } = account;
  const disabled =
    properties.allowSharedKeyAccess === false || terraform?.attributes.shared_access_key_enabled === false;
  throw disabled
    ? new StorageError(
        403,
        'KeyBasedAuthenticationNotPermitted',
        `Key based authentication is not permitted on this storage account: ${account.name}.`,
      )
    : new StorageError(
        403,
        'AuthenticationFailed',
        `${account.name} allows shared keys, but the sandbox does not emulate them. Use a bearer token.`,
      );
}
