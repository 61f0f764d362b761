import type { FastifyInstance } from 'fastify';
import { node, tool } from '../flow-folder';
import { score, serve } from './served';

let server: FastifyInstance;

beforeAll(async () => {
  server = await serve({
    'flow.dag.yaml':
      'inputs: {name: {type: string}, times: {type: int, default: 1}, scale: {type: double, default: 1}}\n' +
      'outputs:\n' +
      '  greeting: {type: string, reference: "${greet.output}"}\n' +
      '  kind: {type: string, reference: "${look.output}"}\n' +
      '  truth: {type: string, reference: "${inputs.name}", evaluation_only: true}\n' +
      'nodes:\n' +
      node('greet', 'greet.jinja2', 'name: "${inputs.name}", times: "${inputs.times}"') +
      node('look', 'look.py', 'value: "${inputs.scale}"'),
    'greet.jinja2': '{% for _ in range(times) %}Hello {{ name }}. {% endfor %}',
    'look.py': tool('value', "repr(value) if value != 3 else {}['missing']"),
  });
});

const errorOf = (text: string) => (JSON.parse(text) as { error: { code: string; message: string } }).error;

test('a request is answered with the outputs, without those that are for evaluations only', async () => {
  const { status, text, headers } = await score(server, { name: 'Ada', unknown: 1 });
  expect([status, JSON.parse(text)]).toEqual([200, { greeting: 'Hello Ada. ', kind: '1.0' }]);
  expect(headers['content-type']).toMatch(/^application\/json/);
});

test.each(['text/plain', 'application/xml', ';;;'])('the body is JSON even where its type is %p', async (type) => {
  const { status } = await score(server, '{"name": "Ada"}', { 'content-type': type });
  expect(status).toBe(200);
});

test('inputs are converted as in a single run', async () => {
  const { text } = await score(server, '{"name": 1.0, "times": "2", "scale": 1e1}');
  expect(JSON.parse(text)).toEqual({ greeting: 'Hello 1.0. Hello 1.0. ', kind: '10.0' });
});

test('numbers come back as Python has them, and what is no number as null', async () => {
  const numbers = await serve({
    'flow.dag.yaml': `inputs: {x: {type: double}}\noutputs: {x: {type: double, reference: "\${inputs.x}"}, more: {type: list, reference: "\${more.output}"}}\nnodes:\n${node('more', 'more.py', '')}`,
    'more.py': tool('', "[12345678901234567890, 1.5, float('nan'), (float('inf'), 2.0)]"),
  });
  expect((await score(numbers, { x: 3 })).text).toBe(
    '{"x": 3.0, "more": [12345678901234567890, 1.5, null, [null, 2.0]]}',
  );
});

test('a missing input is named', async () => {
  const { status, text } = await score(server, { title: 'Countess' });
  expect(status).toBe(400);
  expect(errorOf(text)).toEqual({
    code: 'UserError',
    message: "Required input fields ['name'] are missing in request data {'title': 'Countess'}",
  });
});

test('what is not JSON is refused by a flow of several inputs', async () => {
  const { status, text } = await score(server, 'Ada');
  expect([status, errorOf(text).code]).toEqual([400, 'UserError']);
  expect(errorOf(text).message).toContain("there's more than 1 input fields, please use json request data instead.");
});

test('what is not JSON is the input of a flow of one input', async () => {
  const echo = await serve(echoFlow);
  expect((await score(echo, 'Ada "Lovelace"')).text).toBe('{"said": "Ada \\"Lovelace\\""}');
});

test.each([
  ['[1, "said"]', "['text'] are missing in request data [1, 'said']"],
  ['"Ada"', "['text'] are missing in request data 'Ada'"],
  ['5', "['text'] are missing in request data 5"],
])('JSON that is no object is not the input of a flow of one input: %s', async (body, message) => {
  const { status, text } = await score(await serve(echoFlow), body);
  expect([status, errorOf(text).code]).toEqual([400, 'UserError']);
  expect(errorOf(text).message).toContain(message);
});

test('JSON that is no object is refused, too, where all inputs have defaults', async () => {
  const files = {
    'flow.dag.yaml':
      'inputs: {a: {type: string, default: x}}\noutputs: {a: {type: string, reference: "${inputs.a}"}}\n',
  };
  const { status, text } = await score(await serve(files), '[]');
  expect([status, errorOf(text).message]).toEqual([400, expect.stringContaining('must be an object')]);
});

test('a byte order mark before JSON is no part of it', async () => {
  expect((await score(await serve(echoFlow), '\ufeff{"text": "Ada"}')).text).toBe('{"said": "Ada"}');
});

test('a flow without inputs ignores the body', async () => {
  const files = { 'flow.dag.yaml': 'outputs: {fixed: {type: string, reference: always}}' };
  expect((await score(await serve(files), 'anything')).text).toBe('{"fixed": "always"}');
});

test('an input that does not fit is the mistake of the caller', async () => {
  const { status, text } = await score(server, { name: 'Ada', times: 'often' });
  expect([status, errorOf(text).code]).toEqual([400, 'UserError']);
  expect(errorOf(text).message).toMatch(/'times' does not match the expected type 'int'/);
});

test('an exception of a tool comes back with its text and its node', async () => {
  const { status, text } = await score(server, { name: 'Ada', scale: 3 });
  expect(status).toBe(400);
  expect(errorOf(text)).toEqual({
    code: 'UserError',
    message: expect.stringMatching(/^Execution failure in 'look': \(KeyError\) 'missing'/),
  });
});

test('an Accept header that names no form of an answer is a 406', async () => {
  const { status, text } = await score(server, { name: 'Ada' }, { accept: 'text/html' });
  expect(status).toBe(406);
  expect(errorOf(text).message).toBe(
    'Media type text/html in Accept header is not acceptable. Supported media type(s) - application/json',
  );
});

test.each(['*/*', 'application/*', 'text/html, application/json;q=0.5', ''])('Accept %p takes JSON', async (accept) => {
  expect((await score(server, { name: 'Ada' }, { accept })).status).toBe(200);
});

test('a flow that streams nothing cannot answer in events', async () => {
  const { status } = await score(server, { name: 'Ada' }, { accept: 'text/event-stream' });
  expect(status).toBe(406);
});

test('a variable chooses the outputs that are answered', async () => {
  const environment = { PROMPTFLOW_RESPONSE_INCLUDED_FIELDS: '["nothing"]' };
  expect((await score(await serve(echoFlow, { environment }), 'Ada')).text).toBe('{}');
});

test('a run that takes too long fails, and the next one is served', async () => {
  const slow = await serve(
    {
      'flow.dag.yaml': `inputs: {s: {type: double}}\noutputs: {o: {type: string, reference: "\${wait.output}"}}\nnodes:\n${node('wait', 'wait.py', 's: "${inputs.s}"')}`,
      'wait.py': tool('s', "__import__('time').sleep(s) or 'awake'"),
    },
    { timeoutMs: 300 },
  );
  const { text } = await score(slow, { s: 20 });
  expect(errorOf(text).message).toContain('execution timeout for exceeding 0.3 seconds');
  expect((await score(slow, { s: 0 })).text).toBe('{"o": "awake"}');
});

const echoFlow = {
  'flow.dag.yaml': 'inputs: {text: {type: string}}\noutputs: {said: {type: string, reference: "${inputs.text}"}}\n',
};
