import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowChat } from '../../../runner/actions/flow-chat';
import { flowTest, type FlowTestRequest } from '../../../runner/actions/flow-test';
import { node, tool, writeFlow } from '../../engine/flow-folder';

const chatFolder = writeFlow({
  'flow.dag.yaml': `inputs: {chat_history: {type: list}, q: {type: string, is_chat_input: true}, tone: {type: string, default: calm}}
outputs: {answer: {type: string, reference: "\${n.output}", is_chat_output: true}, turns: {type: int, reference: "\${c.output}"}}
nodes:
${node('n', 'n.py', 'q: "${inputs.q}", tone: "${inputs.tone}"')}${node('c', 'c.py', 'h: "${inputs.chat_history}"')}`,
  'n.py':
    'from promptflow.core import tool\n\n@tool\ndef run(q, tone):\n    if q == "fail":\n        raise ValueError("no")\n    for word in (tone, q):\n        yield word + " "\n',
  'c.py': tool('h', '[[t["inputs"]["q"], t["outputs"]["answer"]] for t in h]'),
});

describe('llmops flow test --interactive', () => {
  const request: FlowTestRequest = { folder: chatFolder, root: chatFolder, sandbox: false, input: ['tone=kind'] };

  test('streams answers, keeps the history of turns that went well, and the details of the last', async () => {
    await flowChat(request, async (conversation) => {
      const texts: string[] = [];
      expect(await conversation.say('hi', (text) => texts.push(text))).toBeUndefined();
      expect(texts).toEqual(['kind ', 'hi ']);
      expect(await conversation.say('fail', () => undefined)).toMatchObject({ code: 'ToolExecutionError', node: 'n' });
      expect(await conversation.say('there', () => undefined)).toBeUndefined();
      expect(conversation.turns).toEqual([
        { inputs: { q: 'hi' }, outputs: { answer: 'kind hi ', turns: [] } },
        { inputs: { q: 'there' }, outputs: { answer: 'kind there ', turns: [['hi', 'kind hi ']] } },
      ]);
    });
    const kept = readFileSync(join(chatFolder, '.promptflow', 'chat.detail.json'), 'utf8');
    expect(JSON.parse(kept)).toMatchObject({
      flow_runs: [{ inputs: { q: 'there' }, output: { answer: 'kind there ' } }],
      node_runs: expect.arrayContaining([expect.objectContaining({ node: 'n', status: 'Completed' })]) as unknown,
    });
  });

  test('goes on from the history that the flow has by default', async () => {
    const going = writeFlow({
      'flow.dag.yaml': `inputs: {past: {type: list, is_chat_history: true, default: [{inputs: {q: a}, outputs: {answer: b}}]}, q: {type: string, is_chat_input: true}}
outputs: {answer: {type: string, reference: "\${n.output}", is_chat_output: true}}
nodes:
${node('n', 'n.jinja2', 'h: "${inputs.past}"')}`,
      'n.jinja2': '{% for turn in h %}{{ turn.inputs.q }}{{ turn.outputs.answer }};{% endfor %}',
    });
    await flowChat({ folder: going, root: going, sandbox: false }, async (conversation) => {
      const texts: string[] = [];
      await conversation.say('hi', (text) => texts.push(text));
      await conversation.say('yo', (text) => texts.push(text));
      expect(texts).toEqual(['ab;', 'ab;hiab;;']);
    });
  });

  test('is refused for a flow that is no chat flow, with the reason', async () => {
    const talk = (): Promise<void> => Promise.resolve();
    const folder = writeFlow({ 'flow.dag.yaml': 'inputs: {q: {type: string}}\n' });
    await expect(flowChat({ ...request, folder }, talk)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('is not a chat flow: no input says is_chat_input: true.'),
    });
  });
});

test('a flow test without a history begins a conversation', async () => {
  const request = { folder: chatFolder, root: chatFolder, sandbox: false, input: ['q=hi'] };
  expect((await flowTest(request)).outputs).toEqual({ answer: 'calm hi ', turns: [] });
});
