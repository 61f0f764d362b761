import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { LabelConflict, type LabelContent } from '../../experiments';
import { UserMistake } from '../failure';
import { type Labelling } from './labelling';
import { type RunAnswers } from './run-answers';

export interface LabelServerOptions {
  readonly labelling: Labelling;
  /** Id of the run that the page shows first. */
  readonly run: string;
}

export interface LabelServer {
  readonly app: FastifyInstance;
  /** Part of every address: other sites that a browser shows cannot know it. */
  readonly token: string;
}

const content = z.strictObject({
  verdict: z.enum(['accept', 'reject', 'correct']),
  corrected: z.record(z.string(), z.json()).optional(),
  note: z.string().max(10_000).optional(),
});
const undo = z.strictObject({ id: z.string() });

interface LineParameters {
  readonly run: string;
  readonly line?: string;
}

/** The page on which a person labels answers, and what it asks: not listening yet. */
export async function createLabelServer({ labelling, run: first }: LabelServerOptions): Promise<LabelServer> {
  const { fastify } = await import('fastify');
  const token = randomBytes(24).toString('base64url');
  const app = fastify({ bodyLimit: 8 * 1024 * 1024, forceCloseConnections: true });
  const page = await readFile(join(__dirname, 'page.html'), 'utf8');
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    if (!isAllowed(request, token))
      await reply.code(404).send({ error: 'Not found. Take the address that llmops label shows.' });
  });
  app.setErrorHandler((error, _request, reply) =>
    reply.code(statusOf(error)).send({ error: (error as Error).message }),
  );

  const { result } = labelling.options;
  const base = `/${token}`;
  app.get(`${base}/`, (_request, reply) => sendPage(reply, page));
  app.get(`${base}/runs`, () => ({
    flow: result.flow,
    environment: result.environment,
    by: labelling.options.by,
    first,
    runs: labelling.runs.map(({ id, label, dataset, isDefault }) => ({ id, label, dataset: dataset.name, isDefault })),
  }));
  app.get<{ Params: LineParameters }>(`${base}/runs/:run`, async ({ params }) => {
    const answers = await runOf(labelling, params);
    return { outputs: answers.outputNames, lines: await labelling.states(answers) };
  });
  app.get<{ Params: LineParameters }>(`${base}/runs/:run/:line`, async ({ params }) => {
    const shown = await labelling.show(await runOf(labelling, params), Number(params.line));
    if (shown === undefined) throw new NotFound(`The run has no line ${params.line ?? ''}.`);
    return shown;
  });
  app.post<{ Params: LineParameters }>(`${base}/runs/:run/:line/label`, async ({ params, body }) => {
    const answers = await runOf(labelling, params);
    return {
      label: await labelling.label(answers, Number(params.line), content.parse(body) as Omit<LabelContent, 'by'>),
    };
  });
  app.post<{ Params: LineParameters }>(`${base}/runs/:run/:line/undo`, async ({ params, body }) => {
    const label = await labelling.undo(await runOf(labelling, params), Number(params.line), undo.parse(body).id);
    return label === undefined ? {} : { label };
  });
  return { app, token };
}

class NotFound extends Error {}

async function runOf(labelling: Labelling, { run }: LineParameters): Promise<RunAnswers> {
  const answers = await labelling.answers(run);
  if (answers === undefined) throw new NotFound(`The experiment has no run ${run}.`);
  return answers;
}

/** Only this machine's own names lead here, so that no other site's name can be made to; a page of ours knows the token. */
function isAllowed({ url, headers }: FastifyRequest, token: string): boolean {
  const { host = '', origin } = headers;
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  const given = Buffer.from(url.split('/')[1] ?? '');
  const expected = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Scripts and styles are those of the page: what a model answers can bring none, and nothing is fetched from elsewhere. */
function sendPage(reply: FastifyReply, page: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return reply
    .header('content-security-policy', policy)
    .type('text/html; charset=utf-8')
    .send(page.replaceAll('{{nonce}}', nonce));
}

function statusOf(error: unknown): number {
  if (error instanceof NotFound) return 404;
  if (error instanceof LabelConflict) return 409;
  if (error instanceof UserMistake || error instanceof z.ZodError) return 400;
  return (error as { readonly statusCode?: number }).statusCode ?? 500;
}
