import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';

/** One of the services that share the sandbox's port. */
export interface Service {
  /** First segments of the paths that it answers: `subscriptions`, `blob`, … */
  readonly segments: readonly string[];
  /** Host names of Azure that lead to it, whatever the path. Default: none. */
  readonly hosts?: RegExp;
  /** Loads the service's code; called at its first request. */
  load(): Promise<FastifyPluginAsync>;
  /** The largest request body in bytes. Default: 1 MiB. */
  readonly bodyLimit?: number;
}

export interface ServiceServer {
  /** Has the service load again at its next request. */
  restart(service: Service): void;
  /** Ends all services and connections. */
  close(): Promise<void>;
}

/** Answers the requests of a listening server by the services, each of which starts when it is first asked for. */
export function serve(server: Server, services: readonly Service[]): ServiceServer {
  const started = new Map<Service, Promise<FastifyInstance>>();
  const start = (service: Service): Promise<FastifyInstance> => {
    const app = started.get(service) ?? createApp(service);
    started.set(service, app);
    return app;
  };

  server.on('request', (request, response) => {
    const host = request.headers.host?.replace(/:\d+$/, '') ?? '';
    const named = services.find(({ hosts }) => hosts?.test(host));
    if (named === undefined && !isLocalHost(request.headers.host)) {
      refuse(response, 403, 'ForeignHost', 'The sandbox answers requests to this machine only (127.0.0.1, localhost).');
      return;
    }
    const service = named ?? serviceOf(services, request);
    if (service === undefined) {
      refuse(response, 404, 'NotFound', `The sandbox serves nothing at '${request.url ?? ''}'.`);
      return;
    }
    start(service).then(
      (app) => {
        app.routing(request, response);
      },
      (error: unknown) => {
        started.delete(service);
        refuse(response, 500, 'InternalServerError', String(error));
      },
    );
  });

  return {
    restart(service) {
      const app = started.get(service);
      started.delete(service);
      void app?.then((running) => running.close()).catch(() => undefined);
    },
    async close() {
      await Promise.all([...started.values()].map(async (app) => (await app).close()));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function createApp(service: Service): Promise<FastifyInstance> {
  const [{ fastify }, plugin] = await Promise.all([import('fastify'), service.load()]);
  const app = fastify({
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 2048 },
    ...(service.bodyLimit === undefined ? {} : { bodyLimit: service.bodyLimit }),
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-ms-simulated', 'true');
    if (!reply.hasHeader('x-ms-request-id')) reply.header('x-ms-request-id', request.id);
    return Promise.resolve();
  });
  await app.register(plugin);
  await app.ready();
  return app;
}

// A page of another site that resolves its own name to 127.0.0.1 is kept out by the name in the request.
function isLocalHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host ?? '');
}

function serviceOf(services: readonly Service[], request: IncomingMessage): Service | undefined {
  const segment = /^\/([^/?]*)/.exec(request.url ?? '')?.[1]?.toLowerCase() ?? '';
  return services.find(({ segments }) => segments.includes(segment));
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { code, message } }));
}
