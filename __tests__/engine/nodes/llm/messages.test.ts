import { parseMessages } from '../../../../engine/nodes/llm/messages';
import { backOffMs } from '../../../../engine/nodes/llm/retry';

const parse = (text: string): unknown => parseMessages({ text, tokens: new Map() });

test.each<[string, string, unknown]>([
  ['one message', 'system:\nBe brief.\n', [{ role: 'system', content: 'Be brief.' }]],
  ['blank lines around a role are swallowed', '\n  # User :  \n\n\nHi\n\n', [{ role: 'user', content: 'Hi' }]],
  ['a role and its colon on two lines', 'user\n:\nHi', [{ role: 'user', content: 'Hi' }]],
  ['inner blanks are kept', 'user:\n a\n\n  b \n', [{ role: 'user', content: 'a\n\n  b' }]],
  ['two hashes are no separator', 'user:\n## system:\nx', [{ role: 'user', content: '## system:\nx' }]],
  ['text behind the colon is no separator', 'user:\nsystem: x\n', [{ role: 'user', content: 'system: x' }]],
  ['developer is no role', 'user:\ndeveloper:\nx', [{ role: 'user', content: 'developer:\nx' }]],
  ['a last role without a newline is text', 'user:\nHi\nuser:', [{ role: 'user', content: 'Hi\nuser:' }]],
  [
    'a last role with a newline is an empty message',
    'user:\nHi\nassistant:\n',
    [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: '' },
    ],
  ],
  ['an empty prompt has no messages', ' \n', []],
  ['a name', 'user:\nname:\nAda\ncontent:\nHi\n', [{ role: 'user', name: 'Ada', content: 'Hi' }]],
  ['a name with hashes', 'function:\n## name:\nf\n## content:\n3', [{ role: 'function', name: 'f', content: '3' }]],
  ['a tool', 'tool:\ntool_call_id:\nc1\ncontent:\n3\n', [{ role: 'tool', tool_call_id: 'c1', content: '3' }]],
  [
    'tool calls as a Python literal, without content',
    `assistant:\n## tool_calls:\n[{'id': 'c1', 'ok': True, 'none': None, 'n': 1.5}]\n`,
    [{ role: 'assistant', tool_calls: [{ id: 'c1', ok: true, none: null, n: 1.5 }] }],
  ],
  [
    'tool calls with escapes and tuples',
    String.raw`assistant:
tool_calls:
[{'id': 'c\x31', 'function': {'arguments': '{"a": "\u4e2d\\n"}'}, 't': (1, -2,)}]`,
    [{ role: 'assistant', tool_calls: [{ id: 'c1', function: { arguments: '{"a": "中\\n"}' }, t: [1, -2] }] }],
  ],
  [
    'tool calls in JSON are ordinary text',
    'assistant:\ntool_calls:\n[{"a": true}]',
    [{ role: 'assistant', content: 'tool_calls:\n[{"a": true}]' }],
  ],
])('%s', (_, text, messages) => {
  expect(parse(text)).toEqual(messages);
});

test.each([
  ['hello', 'ChatAPIInvalidRole', "Current parsed role 'hello'"],
  ['Intro\nuser:\nHi', 'ChatAPIInvalidRole', "Current parsed role 'intro'"],
  ['function:\n3\n', 'ChatAPIFunctionRoleInvalidFormat', 'Failed to parse function role prompt'],
  ['tool:\n3\n', 'ChatAPIToolRoleInvalidFormat', 'Failed to parse tool role prompt'],
])('%j is refused', (text, code, message) => {
  expect(() => parse(text)).toThrow(message);
  expect(errorOf(() => parse(text))).toMatchObject({ code });
});

test('waits grow from 3 to 60 seconds', () => {
  expect(Array.from({ length: 8 }, (_, attempt) => backOffMs(attempt) / 1000)).toEqual([3, 4, 6, 10, 18, 34, 60, 60]);
});

function errorOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
