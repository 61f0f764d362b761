import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { pipeline, Readable, type Duplex } from 'node:stream';
import { urlToHttpOptions } from 'node:url';
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
const redirects = new Set([301, 302, 303, 307, 308]);
const utf8 = new TextDecoder();

type Target = RequestOptions & { readonly url: string; readonly method: string };

/** Where requests with these headers went: those of a batch have one set of them. */
const targets = new WeakMap<Headers, Target>();

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
  const given = headers instanceof Headers ? headers : new Headers(headers);
  let target = targets.get(given);
  if (target?.url !== url || target.method !== method) targets.set(given, (target = targetOf(url, method, given)));
  return (target.protocol === 'https:' ? https : http).request(target);
}

function targetOf(url: string, method: string, headers: Headers): Target {
  const address = urlToHttpOptions(new URL(url));
  return {
    ...address,
    url,
    method,
    // Answers are short, and packed ones come later.
    headers: { 'accept-encoding': 'identity', ...Object.fromEntries(headers) },
    agent: address.protocol === 'https:' ? agents.https : agents.http,
    timeout: silenceMs,
  };
}

/** The OpenAI client tells time-outs from other failures by these words. */
function timedOut(what: string, ms: number): Error {
  return new Error(`${what} timed out after ${ms / 1000} seconds`);
}

function isRedirect(message: IncomingMessage): boolean {
  return redirects.has(message.statusCode ?? 0) && message.headers.location !== undefined;
}

async function respond(message: IncomingMessage): Promise<Response> {
  const { 'content-encoding': encoding = '', 'content-type': type = '' } = message.headers;
  const decoder = decoders[encoding];
  const content = decoder === undefined ? message : pipeline(message, decoder(), () => undefined);
  if (type.includes('json')) return new ArrivedResponse(message, await read(content)) as unknown as Response;
  const { statusCode: status = 0, statusMessage: statusText = '' } = message;
  const isEmpty = status === 204 || status === 205 || status === 304;
  const body = isEmpty ? null : (Readable.toWeb(content) as ReadableStream<Uint8Array>);
  return new Response(body, { status, statusText, headers: headersOf(message) });
}

function headersOf({ headers }: IncomingMessage): [name: string, value: string][] {
  return Object.entries(headers).map(([name, value = '']) => [
    name,
    typeof value === 'string' ? value : value.join(', '),
  ]);
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

/**
 * What the OpenAI client asks of a response, for one whose body has arrived: to make one of Node's, with its headers and
 * a stream, and to read it, would cost as much as all the rest.
 */
class ArrivedResponse implements Pick<Response, 'status' | 'statusText' | 'ok' | 'url' | 'body' | 'text' | 'json'> {
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly url = '';
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;

  constructor(
    message: IncomingMessage,
    private readonly content: string,
  ) {
    this.status = message.statusCode ?? 0;
    this.statusText = message.statusMessage ?? '';
    this.ok = this.status >= 200 && this.status < 300;
    this.headers = new Map(headersOf(message));
  }

  get body(): Response['body'] {
    return new Response(this.content).body;
  }

  text(): Promise<string> {
    return Promise.resolve(this.content);
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown;
  }
}
