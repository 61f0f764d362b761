import { Readable } from 'node:stream';
import { type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify';
import { eventStream } from '../../../engine/serve';
import { type OpenResourceGraph } from '../../arm';
import { type ImageStore } from '../../images/image-store';
import { type Tokens } from '../../tokens';
import { openBlobStore } from '../blob';
import { checkCaller } from './caller';
import { Gateway, type GatewayAnswer, type ScoringCall } from './gateway';
import { LiveDeployments } from './live-deployments';
import { type RequestLog } from './request-log';
import { deploymentHeader } from './routing';
import { Scoring } from './scoring';
import { removeUnfinished } from './snapshot';

export interface InferenceServiceOptions {
  readonly graph: OpenResourceGraph;
  readonly tokens: Tokens;
  /** Where the server answers. */
  readonly endpoint: string;
  /** Folder of the blob store. */
  readonly blobs: string;
  readonly images: ImageStore;
  /** Folder for the files of models. */
  readonly snapshots: string;
  readonly requests: RequestLog;
}

type Request = FastifyRequest<{ Params: { readonly region: string; readonly endpoint: string } }>;

const base = '/inference/:region/:endpoint';
const bodyLimit = 64 * 1024 * 1024;

/** Scoring requests over HTTP, as managed online endpoints answer them. */
export const inferenceService: FastifyPluginAsync<InferenceServiceOptions> = async (app, options) => {
  const { graph, tokens, images, snapshots, requests } = options;
  await removeUnfinished(snapshots);
  const blobs = openBlobStore(options.blobs);
  const deployments = new LiveDeployments({
    graph,
    tokens,
    blobs,
    images,
    snapshots,
    model: `${options.endpoint}/model`,
  });
  const gateway = new Gateway(graph, new Scoring(deployments), requests);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, (_request, body, done) => done(null, body));
  app.addHook('onClose', async () => {
    await gateway.idle();
    await deployments.close();
  });

  const callOf = (request: Request): ScoringCall => {
    const asked = request.headers[deploymentHeader];
    return {
      ...request.params,
      deployment: typeof asked === 'string' ? asked : undefined,
      body: typeof request.body === 'string' ? request.body : '',
      accept: request.headers.accept,
      checkCaller: (endpoint) => checkCaller(graph, tokens, endpoint, request),
    };
  };
  app.post(`${base}/score`, async (request: Request, reply) => send(reply, await gateway.score(callOf(request))));
  app.get(`${base}/health`, async (request: Request, reply) => send(reply, await gateway.health(callOf(request))));
  app.get(`${base}/swagger.json`, async (request: Request, reply) =>
    send(reply, await gateway.swagger(callOf(request))),
  );
};

function send(reply: FastifyReply, { status, body, text, events, deployment, model }: GatewayAnswer): FastifyReply {
  if (deployment !== undefined) reply.header(deploymentHeader, deployment);
  if (model !== undefined) {
    reply.header('ms-azureml-model-error-statuscode', model.status);
    reply.header('ms-azureml-model-error-reason', model.reason);
  }
  if (events === undefined && text === undefined) return reply.status(status).send(body);
  if (events === undefined) return reply.status(status).type('application/json; charset=utf-8').send(text);
  return reply.status(status).header('content-type', `${eventStream}; charset=utf-8`).send(Readable.from(events));
}
