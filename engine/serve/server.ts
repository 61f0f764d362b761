import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Flow } from '../flow';
import { readTraceCaller } from '../trace/caller';
import type { TraceOrigin, Traces } from '../trace/traces';
import { eventStream } from './accept';
import { health, versionInfo, type BuildInfo } from './build-info';
import type { ServeEventHandler } from './event';
import { errorBody } from './events';
import { feedbackAttributes } from './feedback';
import { RequestLimit } from './limit';
import { includedOutputs, score, type ScoreAnswer } from './score';
import { swagger } from './swagger';

export interface FlowServerOptions extends BuildInfo {
  /** Closed together with the server. */
  readonly flow: Flow;
  /** Name to show. Default: the flow's. */
  readonly name?: string;
  /** Most requests to /score at once; more are answered 429. Default: 32. */
  readonly maxConcurrentRequests?: number;
  /** Largest request body in bytes; larger ones are answered 413. Default: 32 MiB. */
  readonly maxBodyBytes?: number;
  /** Milliseconds after which a run fails. Default: no limit. */
  readonly timeoutMs?: number;
  /** Where runs leave their traces; closed together with the server. Default: they leave none. */
  readonly traces?: Traces;
  readonly onEvent?: ServeEventHandler;
}

const page = join(__dirname, 'page.html');

/**
 * The HTTP server of a flow, as prompt flow serves it: not listening yet. Its `close` waits for the requests that run.
 */
export async function createFlowServer(options: FlowServerOptions): Promise<FastifyInstance> {
  const [{ fastify }, { default: cors }] = await Promise.all([import('fastify'), import('@fastify/cors')]);
  const app = fastify({
    bodyLimit: options.maxBodyBytes ?? 32 * 1024 * 1024,
    requestIdHeader: 'x-request-id',
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    // Who sends its body a byte at a time takes no place among the runs, but a connection for good.
    requestTimeout: 120_000,
    // A path that is not even encoded as paths are.
    frameworkErrors: (_error, request, reply) => void unknownApi(request, reply),
  });
  await app.register(cors, { strictPreflight: false });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const server = new FlowServer(options);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // Whatever its type is said to be, even what is no type at all, a body is read the same way.
    request.raw.headers['content-type'] = 'text/plain';
    return Promise.resolve();
  });
  app.addHook('onResponse', async (request, reply) => {
    server.answered(request, reply);
    return Promise.resolve();
  });
  endKeptConnections(app);
  app.addHook('onClose', async () => {
    await options.flow.close();
    await options.traces?.close();
  });

  app.get('/health', () => health(options));
  app.get('/version', () => versionInfo(options));
  app.get('/swagger.json', () => swagger(options.flow, server.name, server.outputs));
  app.post('/score', (request, reply) => server.score(request, reply));
  app.post('/feedback', (request, reply) => server.feedback(request, reply));
  app.route({
    method: ['GET', 'POST'],
    url: '/',
    handler: (_request, reply) => reply.type('text/html; charset=utf-8').send(readFileSync(page, 'utf8')),
  });
  app.setNotFoundHandler(unknownApi);
  app.setErrorHandler(refuse);
  return app;
}

/** A connection that was busy when the server was stopped would be kept alive after its answer, and delay the stop. */
function endKeptConnections(app: FastifyInstance): void {
  let isStopping = false;
  app.addHook('preClose', (done) => {
    isStopping = true;
    done();
  });
  app.addHook('onResponse', (_request, _reply, done) => {
    if (isStopping) setImmediate(() => app.server.closeIdleConnections());
    done();
  });
}

class FlowServer {
  readonly name: string;
  private readonly limit: RequestLimit;
  /** Names of the outputs to answer; undefined where the flow says it. */
  readonly outputs: readonly string[] | undefined;
  private readonly failures = new WeakMap<FastifyRequest, { code: string; message: string; node?: string }>();

  constructor(private readonly options: FlowServerOptions) {
    this.name = options.name ?? options.flow.name;
    this.limit = new RequestLimit(options.maxConcurrentRequests ?? 32);
    this.outputs = includedOutputs(options.environment ?? {});
  }

  async score(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const leave = this.limit.enter();
    if (leave === undefined) {
      const message = `This server runs ${this.limit.most} requests at once and all are under way. Try again later.`;
      return reply
        .status(429)
        .header('retry-after', '1')
        .send({ error: { code: 'TooManyRequests', message } });
    }
    // Not when the flow has answered, but when the caller has everything: a stream runs until then.
    reply.raw.once('close', leave);
    const answer = await this.run(request, reply);
    if ('events' in answer) {
      return reply
        .header('content-type', `${eventStream}; charset=utf-8`)
        .header('cache-control', 'no-cache')
        .send(Readable.from(answer.events));
    }
    if (answer.error !== undefined) this.failures.set(request, answer.error);
    return reply
      .status(answer.status)
      .type('application/json; charset=utf-8')
      .send(answer.text ?? answer.body);
  }

  feedback(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { traces, onEvent } = this.options;
    const feedback = bodyOf(request);
    const { parent, attributes } = originOf(request);
    traces?.mark('promptflow-feedback', {
      parent,
      attributes: { ...feedbackAttributes(feedback, isFlattened(request)), ...attributes },
    });
    onEvent?.({ type: 'feedback', requestId: request.id, flow: this.name, feedback });
    return reply.send({ status: 'Feedback received.' });
  }

  answered(request: FastifyRequest, reply: FastifyReply): void {
    const failure = this.failures.get(request);
    this.options.onEvent?.({
      type: 'answered',
      requestId: request.id,
      method: request.method,
      path: pathOf(request),
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      ...(failure === undefined
        ? {}
        : {
            error: {
              code: failure.code,
              message: failure.message,
              ...(failure.node === undefined ? {} : { node: failure.node }),
            },
          }),
    });
  }

  private run(request: FastifyRequest, reply: FastifyReply): Promise<ScoreAnswer> {
    const { flow, timeoutMs, traces, onEvent } = this.options;
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort(new Error('the caller closed the connection'));
    });
    return score(flow, {
      body: bodyOf(request),
      accept: request.headers.accept,
      signal: gone.signal,
      outputs: this.outputs,
      traces,
      origin: originOf(request),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(onEvent === undefined ? {} : { onEvent: (event) => onEvent({ type: 'flow', requestId: request.id, event }) }),
    });
  }
}

function bodyOf(request: FastifyRequest): string {
  return typeof request.body === 'string' ? request.body : '';
}

/** Whose trace a request is part of, and by which names its callers know it. */
function originOf(request: FastifyRequest): TraceOrigin {
  const { parent, baggage } = readTraceCaller(request.headers);
  const client = request.headers['x-ms-client-request-id'];
  return {
    parent,
    attributes: {
      ...baggage,
      request_id: request.id,
      ...(typeof client === 'string' ? { client_request_id: client } : {}),
    },
  };
}

function isFlattened({ query }: FastifyRequest): boolean {
  const { flatten } = query as Readonly<Record<string, unknown>>;
  return typeof flatten === 'string' && flatten.toLowerCase() === 'true';
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '';
}

/** A path as people write it, unless it is not encoded as paths are. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function unknownApi(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = decoded(pathOf(request)).replace(/^\//, '');
  const api = path.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return reply
    .status(404)
    .type('text/html; charset=utf-8')
    .send(
      `The requested api '${api}' with ${request.method} is not supported by current app, ` +
        'if you entered the URL manually please check your spelling and try again.',
    );
}

/** What the server itself refuses, such as a body over the limit, in the form of all errors. */
function refuse(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  return reply.status(status).send(errorBody({ fault: status < 500 ? 'user' : 'system', message: error.message }));
}
