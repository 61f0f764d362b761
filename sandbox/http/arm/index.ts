import { type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  ArmError,
  type ArmBody,
  type ArmResource,
  isWithin,
  type JsonObject,
  parseResourceId,
  type Principal,
  type ResourceGraph,
} from '../../arm';
import { changesAssignment, requireAccess, requireAssignmentRight } from './access';
import { type ListQuery, page } from './listing';
import { isLongRunning, operationAddresses, readOperation } from './operations';
import { findAction, type ResourceActions } from './resource-actions';
import { parseResourcePath } from './resource-path';

export interface ArmServiceOptions {
  readonly graph: ResourceGraph;
  /** Where the server answers: `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly principalOf: (request: FastifyRequest) => Principal | undefined;
  /** Actions beside those of the graph. */
  readonly actions: ResourceActions;
}

type Query = ListQuery & { readonly 'api-version'?: string };

type Shown = Omit<ArmResource, 'terraform'>;

/** What a route needs to know of a request. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: Query;
  readonly apiVersion: string;
  readonly body: JsonObject | undefined;
}

/** Azure Resource Manager over HTTP, on the resource graph: what the SDK clients and `az rest` send. */
export const armService: FastifyPluginAsync<ArmServiceOptions> = async (app, options) => {
  const { graph, endpoint, principalOf, actions } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: Error, _request, reply) => sendError(reply, error));

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const call = read(request);
    const principal = principalOf(request);
    if (principal === undefined) {
      reply.header('www-authenticate', 'Bearer');
      throw new ArmError(
        401,
        'AuthenticationFailed',
        'The Authorization header must carry a bearer token of this sandbox, and this one is missing, expired or of another.',
      );
    }
    const operation = readOperation(call.path);
    if (operation !== undefined) return reply.status(operation.status).send(operation.body);
    if (changesAssignment(call.method, call.path)) requireAssignmentRight(graph, principal, call);
    else requireAccess(graph, principal, call.method, call.path);
    const target = parseResourcePath(call.path);
    if (target?.kind === 'resource') return onResource(call, reply);
    if (target === undefined) throw unknownPath(call);
    if (call.method === 'POST') {
      const resource = graph.get(target.scope);
      if (resource === undefined) throw notFound(target.scope);
      const action = findAction(actions, resource.type, target.segment);
      if (action !== undefined) return reply.send(await action({ resource, body: call.body ?? {} }));
      return reply.send(await graph.action(target.scope, target.segment, call.body));
    }
    if (call.method !== 'GET') throw unknownPath(call);
    const resources = graph.list(target.type).filter((resource) => isWithin(resource.id, target.scope));
    return page(resources.map(shown), call.query, `${endpoint}${request.url}`);
  };

  const onResource = async (call: Call, reply: FastifyReply): Promise<unknown> => {
    const existing = graph.get(call.path);
    switch (call.method) {
      case 'GET':
        if (existing === undefined) throw notFound(call.path);
        return shown(existing);
      case 'HEAD':
        return reply.status(existing === undefined ? 404 : 204).send();
      case 'PUT': {
        const resource = await graph.put(call.path, bodyOf(call));
        return changed(
          call,
          reply.status(existing === undefined ? 201 : 200),
          resource,
          existing === undefined ? 'Creating' : 'Updating',
        );
      }
      case 'PATCH':
        return changed(call, reply.status(200), await graph.patch(call.path, bodyOf(call)), 'Updating');
      case 'DELETE': {
        if (!(await graph.delete(call.path)) || existing === undefined) return reply.status(204).send();
        if (!isLongRunning(existing.type)) return reply.status(200).send();
        return reply
          .status(202)
          .headers({ ...addresses(call, existing) })
          .send();
      }
      default:
        throw unknownPath(call);
    }
  };

  const changed = (call: Call, reply: FastifyReply, resource: ArmResource, state: string): unknown => {
    if (!isLongRunning(resource.type)) return shown(resource);
    // As Azure does, the first answer shows the operation under way; the poll and the final GET show it done.
    const underWay = { ...resource, properties: { ...resource.properties, provisioningState: state } };
    return reply.headers({ ...addresses(call, resource) }).send(shown(underWay));
  };

  const addresses = (call: Call, resource: ArmResource) =>
    operationAddresses(endpoint, resource.id, resource.location ?? 'global', call.apiVersion);

  const method = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'];
  app.route({ method, url: '/*', exposeHeadRoute: false, handler: handle });
  return Promise.resolve();
};

function read(request: FastifyRequest): Call {
  const url = new URL(request.url, 'http://sandbox');
  const query = Object.fromEntries(url.searchParams) as Query;
  const apiVersion = query['api-version'];
  if (apiVersion === undefined) {
    throw new ArmError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  const path = decodeURIComponent(url.pathname).replace(/\/+$/, '');
  return { method: request.method, path, query, apiVersion, body: parseBody(request.body) };
}

function parseBody(body: unknown): JsonObject | undefined {
  if (typeof body !== 'string' || body.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(body);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as JsonObject;
    throw new SyntaxError('it is not an object');
  } catch (error) {
    throw new ArmError(
      400,
      'InvalidRequestContent',
      `The request body is not a JSON object: ${(error as Error).message}.`,
    );
  }
}

/** A caller may send what it read: the read-only parts are left out. */
function bodyOf({ body, method, path }: Call): ArmBody {
  if (body === undefined)
    throw new ArmError(400, 'InvalidRequestContent', `A ${method} of '${path}' needs a JSON body.`);
  const { location, kind, sku, identity, tags, properties } = body as ArmBody;
  return Object.fromEntries(
    Object.entries({ location, kind, sku, identity, tags, properties }).filter(([, value]) => value !== undefined),
  );
}

/** What Terraform's providers keep with a resource is none of ARM's. */
function shown(resource: ArmResource): Shown {
  return Object.fromEntries(Object.entries(resource).filter(([key]) => key !== 'terraform')) as unknown as Shown;
}

function notFound(id: string): ArmError {
  const { type, name } = parseResourceId(id);
  const code = /\/resourceGroups$/i.test(type) ? 'ResourceGroupNotFound' : 'ResourceNotFound';
  return new ArmError(404, code, `The resource '${name}' of type '${type}' was not found: there is no '${id}'.`);
}

function unknownPath({ method, path }: Call): ArmError {
  return new ArmError(404, 'InvalidResourcePath', `ARM has no ${method} of '${path}'.`);
}

/** Fastify's own refusals (a body too large, an address that cannot be decoded) keep their status. */
async function sendError(reply: FastifyReply, error: Error & { readonly statusCode?: number }): Promise<void> {
  const { statusCode = 500, message } = error;
  const code = statusCode < 500 ? 'BadRequest' : 'InternalServerError';
  const refusal = error instanceof ArmError ? error : { status: statusCode, code, message };
  const body = { error: { code: refusal.code, message: refusal.message } };
  await reply.status(refusal.status).header('x-ms-error-code', refusal.code).send(body);
}
