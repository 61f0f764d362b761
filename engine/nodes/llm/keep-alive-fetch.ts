import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline, Readable, type Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { ClientOptions } from 'openai';

type Fetch = NonNullable<ClientOptions['fetch']>;

/** Less than the 5 seconds after which many servers close a connection that nobody uses. */
const idleMs = 4000;
const connectMs = 10_000;
/** As long as the OpenAI client waits for an answer to begin. */
const silenceMs = 600_000;

const agents = {
  http: new http.Agent({ keepAlive: true, timeout: idleMs }),
  https: new https.Agent({ keepAlive: true, timeout: idleMs }),
};
const decoders: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
const utf8 = new TextDecoder();

/**
 * `fetch` for requests to a language model, over connections that are kept. A batch is bound by how much of the processor
 * a request takes, and this takes a third of what Node's own does. Redirects, and bodies that are no text, are left to that.
 */
export const keepAliveFetch: Fetch = (url, init = {}) => {
  const { body, signal } = init;
  if (typeof url !== 'string' || typeof body !== 'string') return fetch(url, init);
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = open(url, init);
    let answer: IncomingMessage | undefined;
    const stop = (reason: Error): void => {
      (answer ?? request).destroy(reason);
    };
    signal?.addEventListener('abort', () => stop(signal.reason as Error));
    request.on('timeout', () => stop(timedOut('The answer', silenceMs)));
    request.on('socket', (socket) => {
      if (!socket.connecting) return;
      const timer = setTimeout(() => stop(timedOut('The connection', connectMs)), connectMs);
      const settled = (): void => clearTimeout(timer);
      socket.once('connect', settled).once('close', settled);
    });
    request.on('error', reject);
    request.on('response', (message) => {
      answer = message;
      if (isRedirect(message)) {
        message.resume();
        resolve(fetch(url, init));
      } else respond(message).then(resolve, reject);
    });
    request.end(body);
  });
};

function open(url: string, { method = 'GET', headers }: RequestInit): ClientRequest {
  const secure = url.startsWith('https:');
  return (secure ? https : http).request(url, {
    method,
    // Answers are short, and packed ones come later.
    headers: {
      'accept-encoding': 'identity',
      ...Object.fromEntries(headers instanceof Headers ? headers : new Headers(headers)),
    },
    agent: secure ? agents.https : agents.http,
    timeout: silenceMs,
  });
}

/** The OpenAI client tells time-outs from other failures by these words. */
function timedOut(what: string, ms: number): Error {
  return new Error(`${what} timed out after ${ms / 1000} seconds`);
}

function isRedirect({ statusCode = 0, headers }: IncomingMessage): boolean {
  return headers.location !== undefined && [301, 302, 303, 307, 308].includes(statusCode);
}

async function respond(message: IncomingMessage): Promise<Response> {
  const { statusCode: status = 0, statusMessage: statusText = '' } = message;
  const { 'content-encoding': encoding = '', 'content-type': type = '' } = message.headers;
  const headers = Object.entries(message.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const decoder = decoders[encoding];
  const content = decoder === undefined ? message : pipeline(message, decoder(), () => undefined);
  if (type.includes('json')) return readResponse(await read(content), { status, statusText, headers });
  const isEmpty = status === 204 || status === 205 || status === 304;
  const body = isEmpty ? null : (Readable.toWeb(content) as ReadableStream<Uint8Array>);
  return new Response(body, { status, statusText, headers });
}

/** Quicker than a stream's own iterator, which is made for streams of many pieces. */
function read(content: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    content.on('data', (chunk: Buffer) => chunks.push(chunk));
    content.on('end', () => resolve(utf8.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))));
    content.on('error', reject);
  });
}

/** A response whose body has arrived: to make a stream of it, and read that, would cost as much as all the rest. */
function readResponse(content: string, init: ResponseInit): Response {
  return Object.defineProperties(new Response(null, init), {
    body: { get: () => new Response(content).body },
    text: { value: () => Promise.resolve(content) },
    json: { value: () => Promise.resolve(content).then((text): unknown => JSON.parse(text)) },
  });
}
