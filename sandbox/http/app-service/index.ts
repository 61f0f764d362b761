import { type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify';
import { type OpenResourceGraph } from '../../arm';
import { type ImageStore } from '../../images/image-store';
import { type Tokens } from '../../tokens';
import { type RequestLog } from '../inference/request-log';
import { addressOf } from './address';
import { Containers } from './containers';
import { AppRefusal } from './refusal';
import { AppRouting, routingName } from './routing';
import { type App, findApp, findSite, type Site } from './site';

export interface AppServiceOptions {
  readonly graph: OpenResourceGraph;
  readonly tokens: Tokens;
  /** Where the server answers. */
  readonly endpoint: string;
  readonly images: ImageStore;
  readonly requests: RequestLog;
}

/**
 * Web apps as App Service serves them: by host name (`Host: <app>.azurewebsites.net`), or below
 * `/app-service/<host>/`.
 */
export const appService: FastifyPluginAsync<AppServiceOptions> = (app, options) => {
  const { graph, tokens, images, requests } = options;
  const containers = new Containers({ graph, tokens, images, model: `${options.endpoint}/model` });
  const routing = new AppRouting();
  app.addHook('onClose', () => containers.close());
  // The container reads the body.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  app.all('/*', async (request, reply) => {
    const started = performance.now();
    let record: { readonly app?: App; readonly site?: Site } = {};
    const log = (status: number, error?: string): void => {
      if (record.app === undefined || request.method !== 'POST') return;
      requests.add({
        time: new Date().toISOString(),
        region: record.app.region,
        endpoint: record.app.name,
        ...(record.site && { deployment: record.site.version }),
        status,
        latencyMs: Math.round(performance.now() - started),
        mirrored: false,
        ...(error !== undefined && { error }),
      });
    };
    try {
      const address = addressOf(request.url, request.headers.host);
      const found = findApp(graph, address.host);
      if (found === undefined) {
        throw new AppRefusal(404, 'NotFound', `There is no app at ${address.host}.`);
      }
      record = { app: found };
      const site = routed(found, request, reply);
      record = { app: found, site };
      if (!site.isRunning) throw new AppRefusal(403, 'SiteDisabled', `${site.host} is stopped.`);
      checkCaller(site, request, address.path);
      const { server, release } = await containers.borrow(site);
      reply.raw.once('close', () => {
        release();
        log(reply.raw.statusCode);
      });
      passOn(request, reply, server, address.path);
    } catch (error) {
      const { status, code, message } =
        error instanceof AppRefusal ? error : new AppRefusal(503, 'ApplicationError', (error as Error).message);
      log(status, message);
      void reply.status(status).send({ error: { code, message } });
    }
    return reply;
  });

  function routed(found: App, request: FastifyRequest, reply: FastifyReply): Site {
    if (found.rules.length === 0) return found.site;
    const { searchParams: query } = new URL(request.url, 'http://app');
    const label = routing.route(found, { query, cookie: request.headers.cookie });
    reply.raw.setHeader('set-cookie', `${routingName}=${label}; path=/; HttpOnly; SameSite=Lax`);
    if (label === 'self') return found.site;
    const slot = findSite(graph, `${found.id}/slots/${label}`);
    if (slot === undefined) throw new AppRefusal(404, 'NotFound', `App ${found.name} has no slot '${label}' any more.`);
    return slot;
  }

  function checkCaller({ host, auth }: Site, request: FastifyRequest, path: string): void {
    if (!auth.required || auth.excludedPaths.includes(path.split('?')[0] ?? '')) return;
    if (auth.audiences.some((audience) => tokens.principalOf(request, audience) !== undefined)) return;
    const audience = auth.audiences[0] ?? '';
    throw new AppRefusal(
      401,
      'Unauthorized',
      `${host} takes callers with an Entra token (of this sandbox) for ${audience}, and none that is valid was sent.`,
    );
  }

  return Promise.resolve();
};

/** The container's own server answers on the caller's connection. */
function passOn(
  request: FastifyRequest,
  reply: FastifyReply,
  server: { readonly routing: (request: FastifyRequest['raw'], reply: FastifyReply['raw']) => void },
  path: string,
): void {
  reply.raw.setHeader('x-ms-simulated', 'true');
  request.raw.url = path;
  reply.hijack();
  server.routing(request.raw, reply.raw);
}
