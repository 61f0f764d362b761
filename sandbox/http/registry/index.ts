import { type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify';
import { type ArmResource, type OpenResourceGraph, type Principal } from '../../arm';
import { type ImageStore } from '../../images/image-store';
import { imageOf } from '../../images/reference';
import { type Tokens } from '../../tokens';
import { isSigned } from './signed-url';
import { type TaskFiles } from './task-files';

export interface RegistryServiceOptions {
  readonly graph: OpenResourceGraph;
  readonly tokens: Tokens;
  readonly images: ImageStore;
  readonly files: TaskFiles;
}

type Request = FastifyRequest<{ Params: { readonly registry: string; readonly name: string; readonly '*': string } }>;

const registryType = 'Microsoft.ContainerRegistry/registries';
const pullers = ['AcrPull', 'AcrPush', 'Reader', 'Contributor', 'Owner'];
const refreshAudience = (registry: ArmResource): string => `registry:${registry.name}:refresh`;
const accessAudience = (registry: ArmResource): string => `registry:${registry.name}:access`;

/**
 * What container registries answer themselves, below `/registry/<name>`: the exchange of Entra tokens, manifests, and
 * the addresses to which ARM leads for contexts and logs of task runs.
 */
export const registryService: FastifyPluginAsync<RegistryServiceOptions> = async (app, options) => {
  const { graph, tokens, images, files } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.put('/:registry/source/:name', async (request: Request, reply) => {
    const registry = find(request);
    if (registry === undefined || !isSigned(graph, registry.id, urlOf(request))) return refuseSignature(reply);
    await files.write(registry.name, 'source', request.params.name, bodyOf(request));
    return reply.status(201).header('etag', '"0x1"').send();
  });
  app.get('/:registry/logs/:name', async (request: Request, reply) => {
    const registry = find(request);
    if (registry === undefined || !isSigned(graph, registry.id, urlOf(request))) return refuseSignature(reply);
    const log = await files.read(registry.name, 'logs', request.params.name);
    return log === undefined ? reply.status(404).send() : reply.type('text/plain').send(log);
  });

  app.post('/:registry/oauth2/exchange', (request: Request, reply) => {
    const registry = find(request);
    const caller = principalIn(formOf(request).get('access_token'));
    if (registry === undefined || caller === undefined) return unauthorized(reply, 'the Entra token is not accepted');
    const { token } = tokens.issue(caller, { audience: refreshAudience(registry), lifetimeSeconds: 10_800 });
    return reply.send({ refresh_token: token });
  });
  app.post('/:registry/oauth2/token', (request: Request, reply) => {
    const registry = find(request);
    if (registry === undefined) return unauthorized(reply, 'there is no such registry');
    const caller = principalIn(formOf(request).get('refresh_token'), refreshAudience(registry));
    if (caller === undefined) return unauthorized(reply, 'the refresh token is not accepted');
    const { token } = tokens.issue(caller, { audience: accessAudience(registry), lifetimeSeconds: 4_500 });
    return reply.send({ access_token: token });
  });

  const manifest = async (request: Request, reply: FastifyReply): Promise<FastifyReply> => {
    const registry = find(request);
    const caller = registry && tokens.principalOf(request, accessAudience(registry));
    if (registry === undefined || caller === undefined) return unauthorized(reply, 'authentication required');
    if (!graph.hasRole(caller.objectId, registry.id, pullers)) {
      return sendError(reply, 403, 'DENIED', `${caller.name} needs the role AcrPull on ${registry.id}`);
    }
    const [, repository = '', tag = ''] = /^(.+)\/manifests\/([^/]+)$/.exec(request.params['*']) ?? [];
    const reference = imageOf(registry.name, `${repository}:${tag}`);
    const image = reference && (await images.find(reference));
    if (image === undefined) return sendError(reply, 404, 'MANIFEST_UNKNOWN', `manifest ${tag} is not found`);
    return reply
      .headers({ 'docker-content-digest': image.digest })
      .type('application/vnd.oci.image.manifest.v1+json')
      .send({ schemaVersion: 2, config: { digest: image.digest }, layers: [] });
  };
  app.route({ method: ['GET', 'HEAD'], url: '/:registry/v2/*', exposeHeadRoute: false, handler: manifest });

  const find = ({ params }: Request): ArmResource | undefined =>
    graph.list(registryType).find(({ name }) => name.toLowerCase() === params.registry.toLowerCase());
  const principalIn = (token: string | null, audience?: string): Principal | undefined =>
    token === null ? undefined : tokens.principalOf({ headers: { authorization: `Bearer ${token}` } }, audience);
  return Promise.resolve();
};

function urlOf(request: Request): URL {
  return new URL(request.url, 'http://sandbox');
}

function bodyOf({ body }: Request): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function formOf(request: Request): URLSearchParams {
  return new URLSearchParams(bodyOf(request).toString());
}

function refuseSignature(reply: FastifyReply): FastifyReply {
  return sendError(reply, 403, 'AuthenticationFailed', 'The signature of the address is missing, wrong or expired.');
}

function unauthorized(reply: FastifyReply, why: string): FastifyReply {
  return sendError(reply, 401, 'UNAUTHORIZED', why);
}

function sendError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.status(status).send({ errors: [{ code, message }] });
}
