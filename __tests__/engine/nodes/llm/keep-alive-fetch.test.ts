import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { keepAliveFetch } from '../../../../engine/nodes/llm/keep-alive-fetch';

const sockets = new Set<Socket>();
let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    sockets.add(request.socket);
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function post(init: RequestInit = {}): Promise<Response> {
  const { port } = server.address() as AddressInfo;
  return keepAliveFetch(`http://127.0.0.1:${port}/chat`, { method: 'POST', body: '{}', ...init });
}

const json = { 'content-type': 'application/json' };

test('requests one after the other share a connection', async () => {
  sockets.clear();
  answer = (_, response) => response.writeHead(200, json).end('{"n": 1}');
  for (let n = 0; n < 5; n++) await expect((await post()).json()).resolves.toEqual({ n: 1 });
  expect(sockets.size).toBe(1);
});

test('gives status and headers, and the body as whatever is asked for', async () => {
  answer = (_, response) => response.writeHead(418, { ...json, 'x-request-id': 'r1' }).end('{"a": "ü"}');
  const response = await post();
  expect(response).toMatchObject({ status: 418, ok: false });
  expect(response.headers.get('x-request-id')).toBe('r1');
  expect(await response.text()).toBe('{"a": "ü"}');
  expect(await new Response((await post()).body).text()).toBe('{"a": "ü"}');
});

test('an answer that is no JSON comes piece by piece', async () => {
  let finish = (): void => undefined;
  answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('first');
    finish = () => response.end('last');
  };
  const reader = (await post()).body!.pipeThrough(new TextDecoderStream()).getReader();
  expect(await reader.read()).toEqual({ done: false, value: 'first' });
  finish();
  expect(await reader.read()).toEqual({ done: false, value: 'last' });
  expect(await reader.read()).toMatchObject({ done: true });
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('an answer that was packed by %s, though nobody asked, is read', async (coding, pack) => {
  answer = (_, response) => response.writeHead(200, { ...json, 'content-encoding': coding }).end(pack('{"n": 1}'));
  expect(await (await post()).json()).toEqual({ n: 1 });
});

test('a redirect is followed with method and body', async () => {
  let received = '';
  answer = ({ url, method = '' }, response) => {
    if (url === '/chat') response.writeHead(307, { location: '/elsewhere' }).end();
    else {
      received = method;
      response.writeHead(200, json).end('{"n": 2}');
    }
  };
  expect(await (await post()).json()).toEqual({ n: 2 });
  expect(received).toBe('POST');
});

test('an abort rejects with its reason, before the answer and in the middle of it', async () => {
  const before = new AbortController();
  answer = () => before.abort(new Error('no more'));
  await expect(post({ signal: before.signal })).rejects.toThrow('no more');
  await expect(post({ signal: before.signal })).rejects.toThrow('no more');

  const amid = new AbortController();
  answer = (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).write('some');
  const reader = (await post({ signal: amid.signal })).body!.getReader();
  await reader.read();
  amid.abort(new Error('enough'));
  await expect(reader.read()).rejects.toThrow('enough');
});

test('an answer that breaks off rejects', async () => {
  answer = (_, response) => {
    response.writeHead(200, { ...json, 'content-length': 100 }).write('{"n"');
    setImmediate(() => response.destroy());
  };
  await expect(post()).rejects.toMatchObject({ code: 'ECONNRESET' });
});
