import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connectionsFrom, loadFlow, type LoadOptions } from '../../../engine';
import { chatAnswer, ModelServer } from '../nodes/llm/model-server';
import { node, runOnce, tool, writeFlow, type Files } from '../flow-folder';

async function outputOf(folder: string, options: LoadOptions = {}): Promise<unknown> {
  const flow = await loadFlow(folder, options);
  try {
    return (await flow.run({})).outputs['out'];
  } finally {
    await flow.close();
  }
}

const flow = (expression: string, more = '', parameters = ''): Files => ({
  'flow.dag.yaml': `${more}outputs: {out: {type: object, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', parameters === '' ? '' : 'c: mail')}`,
  'n.py': `import os\nimport sys\n${tool(parameters, expression)}`,
});

/** A virtual environment in a flow's folder, with these modules in its packages. */
function installIn(folder: string, modules: Files): void {
  execFileSync('python3', ['-m', 'venv', '--without-pip', join(folder, '.venv')]);
  const [version = ''] = readdirSync(join(folder, '.venv', 'lib'));
  for (const [path, text] of Object.entries(modules)) {
    const file = join(folder, '.venv', 'lib', version, 'site-packages', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

test('a virtual environment in the flow’s folder gives the interpreter and its packages', async () => {
  const folder = writeFlow(flow('[sys.prefix, __import__("only_here").name]'));
  installIn(folder, { 'only_here.py': 'name = "venv"\n' });
  expect(await outputOf(folder)).toEqual([join(folder, '.venv'), 'venv']);
});

describe('connections in place of those that nodes name', () => {
  let server: ModelServer;
  beforeAll(async () => {
    server = await ModelServer.start();
    server.answer(chatAnswer('hi'));
  });
  afterAll(() => server.close());

  test('for a language model, with its deployment', async () => {
    const folder = writeFlow({
      'flow.dag.yaml': `outputs: {out: {type: string, reference: "\${ask.output}"}}
nodes:
- {name: ask, type: llm, source: {type: code, path: ask.jinja2}, connection: old, api: chat, inputs: {deployment_name: old}}
`,
      'ask.jinja2': 'user:\nHello\n',
    });
    const options = {
      connections: server.connections(),
      nodeOverrides: { ask: { connection: 'aoai', deployment_name: 'new' } },
    };
    expect(await outputOf(folder, options)).toBe('hi');
    expect(server.lastBody).toMatchObject({ model: 'new' });
  });

  const mails = connectionsFrom({
    connections: ['mail', 'post'].map((name) => ({
      name,
      type: 'custom',
      configs: {},
      secrets: { key: `of ${name}` },
    })),
  });
  const plain = flow('c.key', '', 'c: "promptflow.connections.CustomConnection"');
  const sends = { ...plain, 'n.py': `import promptflow.connections\n${plain['n.py'] ?? ''}` };

  test('for a Python tool, by its input', async () => {
    expect(await outputOf(writeFlow(sends), { connections: mails })).toBe('of mail');
    expect(await outputOf(writeFlow(sends), { connections: mails, nodeOverrides: { n: { c: 'post' } } })).toBe(
      'of post',
    );
  });

  test.each([
    [{ nope: { connection: 'x' } }, 'Node nope not found in flow. Its nodes are n.'],
    [{ n: { other: 'x' } }, "Connection override 'n.other' is not supported; node n takes c."],
  ])('are refused where nothing takes them: %j', async (nodeOverrides, message) => {
    await expect(loadFlow(writeFlow(sends), { connections: mails, nodeOverrides })).rejects.toMatchObject({
      code: 'InvalidFlowError',
      message,
    });
  });
});

describe('helpers that tools import from prompt flow’s own tools', () => {
  const messages = flow(
    'parse_chat("system:\\nBe kind.\\n\\n# User:\\nlook\\nImage(83f083fd)\\n", images=[Image(bytes.fromhex("89504e470d0a1a0a0102"), "image/png")])',
  );
  const imports = 'from promptflow.tools.common import parse_chat\nfrom promptflow.contracts.multimedia import Image\n';

  test('parse_chat splits a prompt into messages, images apart', async () => {
    const files = { ...messages, 'n.py': `${imports}${messages['n.py'] ?? ''}` };
    expect((await runOnce(files)).outputs).toEqual({
      out: [
        { role: 'system', content: 'Be kind.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'look' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgoBAg==', detail: 'auto' } },
          ],
        },
      ],
    });
  });

  test('an installed module goes before ours', async () => {
    const imports = 'from promptflow.tools.common import installed\n';
    const folder = writeFlow({ ...messages, 'n.py': `${imports}${tool('', 'installed')}` });
    installIn(folder, {
      'promptflow/__init__.py': '',
      'promptflow/tools/__init__.py': '',
      'promptflow/tools/common.py': 'installed = "theirs"\n',
    });
    expect(await outputOf(folder)).toBe('theirs');
  });
});
