import { connectionsFrom, loadFlow, type LineResult } from '../../../../engine';
import { writeFlow, type Files } from '../../flow-folder';

const mail = { name: 'mail', type: 'custom', configs: { host: 'h' }, secrets: { password: 'hunter2' } };
const connections = connectionsFrom({ connections: [mail] });

const files = (assistant: string, body: string, more: Files = {}): Files => ({
  'flow.dag.yaml': `outputs: {out: {type: object, reference: "\${n.output}"}}
nodes:
- {name: n, type: python, source: {type: code, path: n.py}, inputs: {assistant: assistant.yaml}}
`,
  'n.py': `from promptflow.core import tool
from promptflow.contracts.types import AssistantDefinition
from promptflow.executor._assistant_tool_invoker import AssistantToolInvoker

@tool
def run(assistant: AssistantDefinition):
    invoker: AssistantToolInvoker = assistant._tool_invoker
    return ${body}
`,
  'assistant.yaml': `model: gpt\ninstructions: Be kind.\ntools: ${assistant}\n`,
  ...more,
});

async function run(flow: Files): Promise<LineResult> {
  const loaded = await loadFlow(writeFlow(flow), { connections });
  try {
    return await loaded.run({});
  } finally {
    await loaded.close();
  }
}

const sendMail = `from enum import Enum
from promptflow.core import tool
from promptflow.connections import CustomConnection

class Tone(str, Enum):
    KIND = "kind"
    STERN = "stern"

@tool
def send(connection: CustomConnection, times: int, text: str, tone: Tone = Tone.KIND, more=None):
    """Sends a mail.

    :param text: What to say,
        at length.
    :param str tone: How to say it.
    """
    return [connection.host, times, text, tone]
`;
const sending = `[{type: function, tool_type: python, source: {type: code, path: send.py}, predefined_inputs: {connection: mail, times: "2"}}]`;

describe('an assistant that is a parameter', () => {
  test('has what its file says', async () => {
    const flow = files('[{type: code_interpreter}]', '[assistant.serialize(), invoker.to_openai_tools()]');
    const tools = [{ type: 'code_interpreter' }];
    expect((await run(flow)).outputs).toEqual({ out: [{ model: 'gpt', instructions: 'Be kind.', tools }, tools] });
  });

  test('describes its functions as their code does, without what is given beforehand', async () => {
    const { outputs } = await run(files(sending, 'invoker.to_openai_tools()', { 'send.py': sendMail }));
    const parameters = {
      type: 'object',
      properties: {
        text: { type: 'string', description: 'What to say,\nat length.' },
        tone: { type: 'string', description: 'How to say it.', enum: ['kind', 'stern'] },
        more: { type: 'object', description: '' },
      },
      required: ['text', 'more'],
    };
    expect(outputs['out']).toEqual([
      { type: 'function', function: { name: 'send', description: 'Sends a mail.\n', parameters } },
    ]);
  });

  test('reads docstrings that list their arguments in a section', async () => {
    const code = `from promptflow.core import tool

@tool
def add(a: int, b: float):
    """Adds.

    Both may be negative.

    Args:
        a (int): The first.
        b: The second,
            which may be a fraction.

    Returns:
        The sum.
    """
    return a + b
`;
    const flow = files(
      '[{type: function, tool_type: python, source: {type: code, path: add.py}}]',
      'invoker.to_openai_tools()[0]["function"]',
      { 'add.py': code },
    );
    expect((await run(flow)).outputs['out']).toMatchObject({
      description: 'Adds.\n\nBoth may be negative.',
      parameters: {
        properties: {
          a: { type: 'number', description: 'The first.' },
          b: { type: 'number', description: 'The second,\nwhich may be a fraction.' },
        },
      },
    });
  });

  test('calls its functions with connections and converted values', async () => {
    const flow = files(sending, 'invoker.invoke_tool("send", {"text": "hi", "tone": "stern"})', {
      'send.py': sendMail,
    });
    expect((await run(flow)).outputs).toEqual({ out: ['h', 2, 'hi', 'stern'] });
  });

  test.each([
    ['[{type: magic}]', "(InvalidAssistantTool) The type 'magic' of a tool is none of"],
    ['[{type: function}]', "(InvalidAssistantTool) The 'tool_type' property is missing or invalid"],
    [
      '[{type: function, tool_type: python}]',
      "(InvalidAssistantTool) The 'source' property is missing in assistant node 'n'.",
    ],
    [
      '[{type: function, tool_type: python, source: {type: zip}}]',
      "Tool source type 'zip' is not supported in assistant node 'n'.",
    ],
    [
      '[{type: function, tool_type: python, source: {type: package}}]',
      "The 'tool' property is missing in 'source' of the assistant package tool in assistant node 'n'.",
    ],
    [
      '[{type: function, tool_type: python, source: {type: code, path: gone.py}}]',
      "(InvalidSource) Tool file 'gone.py' can not be found.",
    ],
  ])('is refused for the tools %s', async (tools, message) => {
    await expect(run(files(tools, 'None'))).rejects.toMatchObject({
      code: 'ResolveToolError',
      node: 'n',
      message: expect.stringContaining(message),
    });
  });

  test('is refused where its file is missing', async () => {
    const flow = Object.fromEntries(Object.entries(files('[]', 'None')).filter(([name]) => name !== 'assistant.yaml'));
    const message =
      "Tool load failed in 'n': (NodeInputValidationError) Failed to load assistant definition from input 'assistant': (InvalidSource) Input 'assistant' for node 'n' of value 'assistant.yaml' is not a valid path.";
    await expect(run(flow)).rejects.toMatchObject({ code: 'ResolveToolError', message });
  });
});
