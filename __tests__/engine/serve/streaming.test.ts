import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { node } from '../flow-folder';
import { score, serve } from './served';

const generator = (lines: readonly string[]) =>
  ['from promptflow.core import tool', '', '@tool', 'def run(text: str):', ...lines.map((line) => `    ${line}`)].join(
    '\n',
  );

const flowOf = (python: readonly string[], outputs = 'answer: {type: string, reference: "${say.output}"}') => ({
  'flow.dag.yaml':
    'inputs: {text: {type: string}}\n' +
    `outputs: {${outputs}, heard: {type: string, reference: "\${inputs.text}"}}\n` +
    `nodes:\n${node('say', 'say.py', 'text: "${inputs.text}"')}`,
  'say.py': generator(python),
});

const events = { accept: 'text/event-stream' };
let server: FastifyInstance;

beforeAll(async () => {
  server = await serve(flowOf(['for word in text.split():', '    yield word + "é "']));
});

test('a streamed output comes as one event for each piece, after the outputs that are there', async () => {
  const { status, text, headers } = await score(server, { text: 'one two' }, events);
  expect([status, headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(text).toBe('data: {"heard": "one two"}\n\ndata: {"answer": "oneé "}\n\ndata: {"answer": "twoé "}\n\n');
});

test('callers that take JSON only get the text whole', async () => {
  const { text } = await score(server, { text: 'one two' });
  expect(JSON.parse(text)).toEqual({ answer: 'oneé twoé ', heard: 'one two' });
});

test('pieces are sent when they are there', async () => {
  const slow = await serve(flowOf(['import time', 'yield "at once"', 'time.sleep(20)', 'yield "late"']));
  const url = await slow.listen({ port: 0, host: '127.0.0.1' });
  const call = request(`${url}/score`, { method: 'POST', headers: events }).end('{"text": "hi"}');
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  let received = '';
  for await (const piece of response) {
    received += String(piece);
    if (received.includes('at once')) break;
  }
  expect(received).not.toContain('late');
});

test('what fails on the way is the last event', async () => {
  const broken = await serve(flowOf(['yield "begun"', 'raise ValueError("lost the thread")']));
  const { text } = await score(broken, { text: 'hi' }, events);
  const last = JSON.parse(text.trim().split('\n\n').at(-1)!.replace('data: ', ''));
  expect(last).toEqual({ error: { code: 'UserError', message: expect.stringContaining('lost the thread') } });
});

test('two streamed outputs are refused as a stream, and come whole as JSON', async () => {
  const outputs = 'a: {type: string, reference: "${say.output}"}, b: {type: string, reference: "${other.output}"}';
  const files = flowOf(['yield "a"'], outputs);
  const two = await serve({
    ...files,
    'flow.dag.yaml': files['flow.dag.yaml'] + node('other', 'say.py', 'text: "${inputs.text}"'),
  });
  expect(await score(two, { text: 'hi' }, events)).toMatchObject({
    status: 400,
    text: expect.stringContaining('Multiple stream output fields not supported'),
  });
  expect(JSON.parse((await score(two, { text: 'hi' })).text)).toEqual({ a: 'a', b: 'a', heard: 'hi' });
});
