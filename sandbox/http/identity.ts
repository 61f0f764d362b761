import { timingSafeEqual } from 'node:crypto';
import { type FastifyPluginAsync } from 'fastify';
import { type Principal, type ResourceGraph } from '../arm';
import { textOf } from '../arm/json-values';
import { deployer } from '../deployer';
import { type Tokens } from '../tokens';

/** Path of the endpoint that `IDENTITY_ENDPOINT` names. */
export const identityPath = '/identity/token';

/**
 * Managed identity tokens as App Service hands them out, so that `@azure/identity` needs no special case: the deployer's
 * by default, or those of the user-assigned identity or the service principal that `client_id` names.
 */
export function identityService(graph: ResourceGraph, tokens: Tokens): FastifyPluginAsync {
  return async (app) => {
    app.get<{ Querystring: { readonly resource?: string; readonly client_id?: string } }>(
      identityPath,
      async (request, reply) => {
        const header = request.headers['x-identity-header'];
        if (typeof header !== 'string' || !equal(header, tokens.identityHeader)) {
          return reply.status(401).send(refusal('The header X-IDENTITY-HEADER is not the value of IDENTITY_HEADER.'));
        }
        const { resource, client_id: clientId } = request.query;
        if (resource === undefined)
          return reply.status(400).send(refusal("The query parameter 'resource' is missing."));
        const principal = clientId === undefined ? deployer : principalOfClient(graph, clientId);
        if (principal === undefined) {
          return reply
            .status(400)
            .send(refusal(`No user-assigned identity and no service principal has the client id '${clientId ?? ''}'.`));
        }
        const { token, expiresOn } = tokens.issue(principal, { audience: resource });
        return {
          access_token: token,
          expires_on: String(expiresOn),
          resource,
          token_type: 'Bearer',
          client_id: clientId,
        };
      },
    );
    return Promise.resolve();
  };
}

function principalOfClient(graph: ResourceGraph, clientId: string): Principal | undefined {
  if (clientId === deployer.clientId) return deployer;
  const identity = graph
    .list('Microsoft.ManagedIdentity/userAssignedIdentities')
    .find(({ properties }) => properties.clientId === clientId);
  if (identity) return { objectId: textOf(identity.properties.principalId), name: identity.name };
  // Where federation signs in a pipeline, the sandbox has nobody to vouch for it: it takes the client id for it.
  const application = graph
    .list('Microsoft.Graph/servicePrincipals')
    .find(({ properties }) => properties.appId === clientId);
  return (
    application && {
      objectId: textOf(application.properties.objectId),
      name: textOf(application.properties.displayName),
    }
  );
}

function equal(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function refusal(message: string): { readonly error: string; readonly error_description: string } {
  return { error: 'invalid_request', error_description: message };
}
