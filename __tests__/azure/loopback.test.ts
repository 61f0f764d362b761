import {
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { allowLoopback, isLoopback } from '../../azure/loopback';

test.each([
  ['http://127.0.0.1:4000/x', true],
  ['http://localhost', true],
  ['http://[::1]:80', true],
  ['https://localhost', false],
  ['http://127.0.0.1.contoso.example', false],
  ['http://localhost@contoso.example', false],
  ['http://0.0.0.0', false],
  ['http://management.azure.com', false],
])('plain http to this machine: %s %s', (url, expected) => {
  expect(isLoopback(url)).toBe(expected);
});

test('a client of this machine sends its token to this machine only', async () => {
  const seen: [url: string, authorization: string | undefined][] = [];
  const pipeline = createPipelineFromOptions({});
  const credential = { getToken: () => Promise.resolve({ token: 'secret', expiresOnTimestamp: 0 }) };
  allowLoopback(pipeline, credential, 'https://management.azure.com/.default');
  const sendRequest = (request: PipelineRequest): Promise<PipelineResponse> => {
    seen.push([request.url, request.headers.get('authorization')]);
    return Promise.resolve({ request, headers: createHttpHeaders(), status: 200 });
  };
  for (const url of ['http://127.0.0.1:4000/first', 'http://contoso.example/second']) {
    const headers = createHttpHeaders({ Authorization: 'Bearer of an earlier try' });
    await pipeline.sendRequest({ sendRequest }, createPipelineRequest({ url, headers }));
  }
  expect(seen).toEqual([
    ['http://127.0.0.1:4000/first', 'Bearer secret'],
    ['http://contoso.example/second', undefined],
  ]);
});
