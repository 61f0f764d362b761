import { once } from 'node:events';
import { ModelServer } from '../nodes/llm/model-server';
import { node, tool } from '../flow-folder';
import { contextOf, start } from './packaged';

const greeter = {
  'flow.dag.yaml':
    'inputs: {name: {type: string}}\n' +
    'outputs: {greeting: {type: string, reference: "${shout.output}"}}\n' +
    'environment_variables: {MARK: "!"}\n' +
    `nodes:\n${node('greet', 'greet.jinja2', 'name: "${inputs.name}"')}${node('shout', 'shout.py', 'text: "${greet.output}"')}`,
  'greet.jinja2': 'Hello {{ name }}',
  'shout.py': tool('text', "text.upper() + __import__('os').environ['MARK']"),
};

const post = (url: string, body: unknown) => fetch(`${url}/score`, { method: 'POST', body: JSON.stringify(body) });

test('the start script serves the flow in a folder of its own with an empty environment', async () => {
  const { url, log, process } = await start((await contextOf(greeter)).files);
  expect(await (await post(url, { name: 'Ada' })).json()).toEqual({ greeting: 'HELLO ADA!' });
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'Healthy', version: '1.2.3' });
  expect(await (await fetch(`${url}/swagger.json`)).json()).toMatchObject({ info: { 'x-flow-name': "Ada's greeter" } });
  expect(await (await fetch(url)).text()).toContain('<form');

  process.kill('SIGTERM');
  expect(await once(process, 'close')).toEqual([0, null]);
  expect(log()).toContain('"path":"/score","status":200');
});

test('variables of the container are stronger than those of the flow', async () => {
  const { url } = await start((await contextOf(greeter)).files, { MARK: '?' });
  expect(await (await post(url, { name: 'Ada' })).json()).toEqual({ greeting: 'HELLO ADA?' });
});

test('SIGTERM lets the request under way be answered', async () => {
  const slow = { ...greeter, 'shout.py': tool('text', "__import__('time').sleep(0.4) or 'awake'") };
  const { url, process } = await start((await contextOf(slow)).files);
  const answer = post(url, { name: 'Ada' });
  await new Promise((soon) => setTimeout(soon, 150));
  process.kill('SIGTERM');
  expect(await (await answer).json()).toEqual({ greeting: 'awake' });
  expect(await once(process, 'close')).toEqual([0, null]);
});

const asking = {
  'flow.dag.yaml':
    'inputs: {q: {type: string}}\noutputs: {a: {type: string, reference: "${ask.output}"}}\n' +
    'nodes:\n- {name: ask, type: llm, source: {type: code, path: ask.jinja2}, connection: aoai, api: chat, ' +
    'inputs: {deployment_name: gpt, q: "${inputs.q}"}}\n',
  'ask.jinja2': 'user:\n{{ q }}',
};
const aoai = {
  name: 'aoai',
  type: 'azure_open_ai',
  configs: { api_base: 'https://example.openai.azure.com/' },
  secrets: { api_key: 'the key of the laptop' },
};

test('keys and addresses of connections come from variables where the flow is served', async () => {
  const model = await ModelServer.start();
  try {
    model.answer({ choices: [{ message: { role: 'assistant', content: 'forty-two' }, finish_reason: 'stop' }] });
    const context = await contextOf(asking, { connections: [aoai] });
    const { url } = await start(context.files, { AOAI_API_KEY: 'the key of the server', AOAI_API_BASE: model.url });
    expect(await (await post(url, { q: '?' })).json()).toEqual({ a: 'forty-two' });
    expect(model.requests[0]!.headers['api-key']).toBe('the key of the server');
  } finally {
    model.close();
  }
});

test('without a variable that it needs the server says which one, and ends', async () => {
  const { files } = await contextOf(asking, { connections: [aoai] });
  await expect(start(files)).rejects.toThrow(/ended with 1: .*Environment variable AOAI_API_KEY is not found/s);
});
