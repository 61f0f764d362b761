import { timingSafeEqual } from 'node:crypto';
import { type FastifyRequest } from 'fastify';
import { type OpenResourceGraph } from '../../arm';
import { type Tokens } from '../../tokens';
import { type Endpoint } from './endpoint';
import { ScoringRefusal } from './refusal';

/** Roles that may send requests to an endpoint whose authMode is AADToken. */
const callers = ['AzureML Data Scientist', 'Contributor', 'Owner'];

/**
 * Lets only those callers pass that the endpoint's authMode admits.
 * @throws ScoringRefusal 401 for a missing or wrong credential, 403 for a principal without a role
 */
export function checkCaller(
  graph: OpenResourceGraph,
  tokens: Tokens,
  endpoint: Endpoint,
  request: FastifyRequest,
): void {
  if (endpoint.authMode === 'AADToken') checkPrincipal(graph, tokens, endpoint, request);
  else checkSecret(graph, endpoint, request);
}

function checkPrincipal(graph: OpenResourceGraph, tokens: Tokens, endpoint: Endpoint, request: FastifyRequest): void {
  const principal = tokens.principalOf(request);
  if (principal === undefined) {
    throw unauthorized(endpoint, 'an Entra token (of this sandbox), and none that is valid was sent');
  }
  if (graph.hasRole(principal.objectId, endpoint.id, callers)) return;
  throw new ScoringRefusal(
    403,
    'PermissionDenied',
    `'${principal.name}' (object id ${principal.objectId}) may not call endpoint '${endpoint.name}': ` +
      `it needs one of the roles ${callers.join(', ')} on ${endpoint.workspaceId}.`,
  );
}

function checkSecret(graph: OpenResourceGraph, endpoint: Endpoint, request: FastifyRequest): void {
  const sent = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const [purposes, action] =
    endpoint.authMode === 'Key' ? [['primary', 'secondary'], 'listKeys'] : [['token'], 'token'];
  const admitted = purposes.some(
    (purpose) => sent !== undefined && equal(sent, graph.generatedKey(endpoint.id, purpose)),
  );
  if (admitted) return;
  throw unauthorized(
    endpoint,
    `'Authorization: Bearer …' with what POST ${endpoint.id}/${action} answers, and ${sent === undefined ? 'nothing' : 'another value'} was sent`,
  );
}

function unauthorized(endpoint: Endpoint, needed: string): ScoringRefusal {
  return new ScoringRefusal(
    401,
    'Unauthorized',
    `Endpoint '${endpoint.name}' has authMode ${endpoint.authMode}: it takes ${needed}.`,
  );
}

function equal(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
