import { Readable } from 'node:stream';
import { type FastifyError, type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify';
import { type ModelAnswer } from './answer';
import { BadRequest, type ModelRequest, readChatRequest, readCompletionRequest } from './request';
import { openSimulation } from './simulation';
import { SimulationError } from './simulation-error';
import { eventsOf } from './stream';

export { recordAnswer, type RecordedAnswer, recordingsOf } from './recordings';

/** Long prompts with documents or images in them. */
const bodyLimit = 64 * 1024 * 1024;

const routes = [
  { read: readChatRequest, path: 'chat/completions' },
  { read: readCompletionRequest, path: 'completions' },
];
/** Azure OpenAI by deployment, its newer form without, OpenAI, and clients whose base address has no `/v1`. */
const bases = ['/openai/deployments/:deployment', '/openai/v1', '/v1', ''];

/**
 * An OpenAI-compatible model that is simulated: it answers from rule files and recorded answers, and every answer says
 * `"simulated": true`.
 */
export const modelService: FastifyPluginAsync<{ simulation: readonly string[] }> = (app, options) => {
  const simulation = openSimulation(options.simulation);
  app.setErrorHandler(sendError);
  for (const { read, path } of routes) {
    for (const base of bases) {
      app.post<{ Params: { deployment?: string } }>(`${base}/${path}`, { bodyLimit }, async (request, reply) => {
        if (!hasCredential(request)) return refuseAnonymous(reply);
        if (isUnresolved(request)) return refuseReference(reply);
        const asked = read(request.body, request.params.deployment);
        return sendAnswer(reply, asked, await simulation.answer(asked));
      });
    }
  }
  app.all('/*', (request, reply) =>
    reply
      .code(404)
      .send(
        errorBody(
          `The sandbox's simulated model has no ${request.method} ${request.url}. It has POST ` +
            routes.map(({ path }) => path).join(' and ') +
            ` under ${bases.filter(Boolean).join(', ')}.`,
          'not_found',
        ),
      ),
  );
  return Promise.resolve();
};

/** Any key or token is taken; without one a client has forgotten its credential, which Azure would refuse as well. */
function hasCredential({ headers }: FastifyRequest): boolean {
  return headers['api-key'] !== undefined || headers.authorization !== undefined;
}

/** App Service hands a reference to a secret on as it is written where it may not read the secret. */
function isUnresolved({ headers }: FastifyRequest): boolean {
  return [headers['api-key'], headers.authorization].flat().some((value) => value?.includes('@Microsoft.KeyVault('));
}

function refuseReference(reply: FastifyReply) {
  const message =
    'Access denied due to invalid subscription key: it is a Key Vault reference that was not resolved. ' +
    "Check that the vault has the secret, and that the app's identity may read it.";
  return reply.code(401).send(errorBody(message, '401'));
}

function refuseAnonymous(reply: FastifyReply) {
  const message = 'No credential: send an "api-key" header, or "Authorization: Bearer …". The sandbox takes any value.';
  return reply.code(401).send(errorBody(message, 'invalid_api_key'));
}

function sendAnswer(reply: FastifyReply, request: ModelRequest, answer: ModelAnswer) {
  void reply.header('x-ms-simulated', 'true');
  if (!request.stream) return reply.send(answer);
  return reply.type('text/event-stream').send(Readable.from(eventsOf(answer, request)));
}

/** Rules that cannot be read are status 400 and not 500: a client would try again and again what only an editor can mend. */
function sendError(error: FastifyError | SimulationError | BadRequest, _request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof SimulationError) return reply.code(400).send(errorBody(error.message, 'simulation_invalid'));
  if (error instanceof BadRequest) return reply.code(400).send(errorBody(error.message, null, error.param));
  return reply.code(error.statusCode ?? 500).send(errorBody(error.message, error.code));
}

function errorBody(message: string, code: string | null, param: string | null = null) {
  return { error: { message, type: 'invalid_request_error', param, code } };
}
