import { loadFlow, type LoadOptions } from '../../../engine';
import { writeFlow } from '../flow-folder';
import { chatAnswer, ModelServer } from './llm/model-server';

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.close());

const template = 'user:\n{{ q.__class__.__name__ }}\n';
const prompty = `---
model: {configuration: {connection: aoai, azure_deployment: gpt}}
inputs: {q: {type: string}}
---
${template}`;
const flow = (variables: string) => ({
  'flow.dag.yaml': `environment_variables: {${variables}}
inputs: {by: {type: string}}
outputs: {o: {type: string, reference: "\${ask.output}"}}
nodes:
- {name: ask, type: python, source: {type: code, path: ask.py}, inputs: {by: "\${inputs.by}", c: aoai}}
`,
  'ask.py': `from promptflow.core import Prompty, tool
from promptflow.connections import AzureOpenAIConnection
from promptflow.tools.aoai import chat

@tool
def ask(by: str, c: AzureOpenAIConnection):
    return Prompty.load("p.prompty")(q="x") if by == "prompty" else chat(c, ${JSON.stringify(template)}, "gpt", q="x")
`,
  'p.prompty': prompty,
});

/** What the model was asked, or why it was not. */
async function asked(path: string, inputs: Readonly<Record<string, unknown>>, options: LoadOptions = {}) {
  server.answer(chatAnswer('done'));
  const loaded = await loadFlow(path, { connections: server.connections(), ...options });
  try {
    const { error } = await loaded.run(inputs);
    return error?.message ?? (server.lastBody['messages'] as readonly { content: string }[])[0]?.content;
  } finally {
    await loaded.close();
  }
}

describe.each(['chat', 'prompty'])('the sandbox of templates that a tool asks for by %s', (by) => {
  test('is on', async () => {
    expect(await asked(writeFlow(flow('')), { by })).toContain('SecurityError');
  });

  test('is switched off by the variables of the flow', async () => {
    expect(await asked(writeFlow(flow('PF_USE_SANDBOX_FOR_JINJA: "false"')), { by })).toBe('str');
  });

  test('and by those that the flow is run with, which are stronger', async () => {
    const environmentVariables = { PF_USE_SANDBOX_FOR_JINJA: 'true' };
    const folder = writeFlow(flow('PF_USE_SANDBOX_FOR_JINJA: "false"'));
    expect(await asked(folder, { by }, { environmentVariables })).toContain('SecurityError');
  });
});

test('the sandbox of a prompty is switched off by the variables that it is run with', async () => {
  const file = `${writeFlow({ 'p.prompty': prompty })}/p.prompty`;
  expect(await asked(file, { q: 'x' })).toContain('SecurityError');
  expect(await asked(file, { q: 'x' }, { environmentVariables: { PF_USE_SANDBOX_FOR_JINJA: 'False' } })).toBe('str');
});
