import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowChat } from '../../../runner/actions/flow-chat';
import { flowBuild } from '../../../runner/actions/flow-build';
import { flowTest } from '../../../runner/actions/flow-test';
import { readFlow } from '../../../azure/assets/flow-content';
import { writeFlow } from '../../engine/flow-folder';

const folder = writeFlow({
  'flow/flow.flex.yaml': `entry: chat:Chat
inputs:
  question: {type: string, is_chat_input: true}
  chat_history: {type: list, default: []}
additional_includes: [../words.py]
sample: {init: {sign: "?", key: aoai}}
`,
  'flow/chat.py': `from promptflow.connections import AzureOpenAIConnection
from words import loud

class Chat:
    def __init__(self, sign: str, key: AzureOpenAIConnection, times: int = 1):
        self.end = sign * times

    def __call__(self, question: str, chat_history: list):
        yield loud(question) + self.end
        yield f" {[m['role'] + ': ' + m['content'] for m in chat_history]}"

    def __aggregate__(self, line_results):
        raise RuntimeError("a test of one line aggregates nothing")
`,
  'words.py': 'def loud(text):\n    return text.upper()\n',
});
const request = {
  folder: join(folder, 'flow'),
  root: folder,
  sandbox: false,
  connections: [join(folder, 'aoai.yaml'), join(folder, 'other.yaml')],
};
writeFileSync(
  join(folder, 'aoai.yaml'),
  'name: aoai\ntype: azure_open_ai\napi_base: https://x.example\napi_key: "${env:KEY}"\n',
);
writeFileSync(join(folder, 'other.yaml'), 'name: other\ntype: serp\napi_key: "${env:OTHER}"\n');

describe('a flex flow on the command line', () => {
  test('is made of --init, pairs and files together', async () => {
    const file = join(folder, 'init.json');
    writeFileSync(file, '{"sign": "!", "key": "aoai"}');
    const result = await flowTest({
      ...request,
      input: ['question=hi'],
      init: [file, 'times=3'],
      envVar: ['KEY=k'],
    });
    expect(result).toMatchObject({
      status: 'Completed',
      outputs: { output: 'HI!!! []' },
      nodes: { Chat: 'Completed' },
    });
  });

  test('--init that is no pair and no file is told', async () => {
    await expect(flowTest({ ...request, init: ['nothing'] })).rejects.toThrow('nothing of --init cannot be read');
  });

  test('a conversation has its history as messages', async () => {
    const said: string[] = [];
    await flowChat({ ...request, envVar: ['KEY=k'] }, async (conversation) => {
      await conversation.say('hi', (text) => said.push(text));
      await conversation.say('yo', (text) => said.push(text));
      expect(conversation.turns[1]).toEqual({ role: 'assistant', content: 'HI? []' });
    });
    expect(said.join('')).toBe("HI? []YO? ['user: hi', 'assistant: HI? []']");
  });

  test('a context holds its code, what it includes, and the connection that its sample names', async () => {
    const { variables, files } = await flowBuild({ ...request, output: join(folder, 'out'), version: '1.0.0' });
    expect(variables).toContain('AOAI_API_KEY');
    expect(variables).not.toContain('OTHER_API_KEY');
    expect(files).toBeGreaterThan(10);
  });

  test('is registered with what it includes, and the definition no longer names that', async () => {
    const { files } = await readFlow(request.folder);
    expect(files.map(({ path }) => path).sort()).toEqual(['chat.py', 'flow.flex.yaml', 'words.py']);
    const definition = files.find(({ path }) => path === 'flow.flex.yaml')?.bytes?.toString();
    expect(definition).not.toContain('additional_includes');
  });
});
