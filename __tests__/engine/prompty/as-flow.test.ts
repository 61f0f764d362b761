import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chatInterface, loadFlow, runBatch, type Flow } from '../../../engine';
import { score } from '../../../engine/serve/score';
import { writeFlow } from '../flow-folder';
import { chatAnswer, ModelServer } from '../nodes/llm/model-server';

let server: ModelServer;
let file: string;
let flow: Flow;
beforeAll(async () => {
  server = await ModelServer.start();
  const text = `---
name: Greeter
model: {configuration: {connection: aoai, azure_deployment: gpt}}
inputs:
  question: {type: string, is_chat_input: true}
  history: {type: list, is_chat_history: true, default: []}
---
user:
{{question}}
`;
  const folder = writeFlow({ 'greeter.prompty': text, 'data.jsonl': '{"question": "a"}\n{"other": 1}\n' });
  file = join(folder, 'greeter.prompty');
  flow = await loadFlow(file, { connections: server.connections() });
});
afterAll(async () => {
  await flow.close();
  server.close();
});

test('a prompty runs over the lines of a dataset', async () => {
  server.answer(chatAnswer('hi'));
  const folder = join(file, '../run');
  const data = [join(file, '../data.jsonl')];
  const options = { connections: server.connections(), mapping: { question: '${data.question}' }, concurrency: 1 };
  const result = await runBatch(file, { ...options, data, outdir: folder });
  expect(result).toMatchObject({ status: 'Completed', lines: { total: 2, completed: 2 }, tokens: { total: 20 } });
  const lines = readFileSync(join(folder, 'outputs.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { line_number: 0, output: 'hi' },
    { line_number: 1, output: 'hi' },
  ]);
});

test('a prompty answers requests', async () => {
  server.answer(chatAnswer('hi'));
  expect(await score(flow, { body: '{"question": "x"}' })).toMatchObject({ status: 200 });
  expect(server.lastBody['messages']).toEqual([{ role: 'user', content: 'x' }]);
});

test('a prompty is talked with, by roles and contents', () => {
  expect(chatInterface(flow.definition)).toEqual({
    input: 'question',
    history: 'history',
    output: 'output',
    form: 'messages',
  });
});
