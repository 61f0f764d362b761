import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFlow, type FlowEvent } from '../../../engine';
import { node, writeFlow } from '../flow-folder';

function flowWith(includes: readonly string[]): string {
  const folder = writeFlow({
    'shared/prompts/greet.jinja2': 'shared {{ who }}',
    'shared/helper.py': 'def name():\n    return "helper"\n',
    'flow/greet.jinja2': 'own',
    'flow/n.py': 'from promptflow.core import tool\nfrom helper import name\n\n@tool\ndef run():\n    return name()\n',
    'flow/flow.dag.yaml': `additional_includes: ${JSON.stringify(includes)}
outputs: {text: {type: string, reference: "\${p.output}"}, name: {type: string, reference: "\${n.output}"}}
nodes:
${node('p', 'prompts/greet.jinja2', 'who: us')}${node('n', 'n.py', '')}`,
  });
  return join(folder, 'flow');
}

/** A folder for temporary files that no other test uses. */
let temporary: string;
const { TMPDIR } = process.env;
beforeEach(() => {
  temporary = process.env['TMPDIR'] = writeFlow({});
});
afterEach(() => {
  if (TMPDIR === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = TMPDIR;
});

test('files and folders of others are there under their own names, and only while the flow is open', async () => {
  const path = flowWith(['../shared/prompts', '../shared/helper.py']);
  const before = readdirSync(temporary);
  const flow = await loadFlow(path);
  expect(flow.folder).toBe(path);
  expect((await flow.run({})).outputs).toEqual({ text: 'shared us', name: 'helper' });
  await flow.close();
  expect(readdirSync(temporary)).toEqual(before);
  expect(existsSync(join(path, 'prompts'))).toBe(false);
});

test('an include that overwrites a file of the flow is worth a warning', async () => {
  const path = flowWith(['../shared/prompts', '../shared/helper.py']);
  mkdirSync(join(path, 'prompts'));
  writeFileSync(join(path, 'prompts', 'greet.jinja2'), 'old');
  const events: FlowEvent[] = [];
  const flow = await loadFlow(path, { onEvent: (event) => events.push(event) });
  expect((await flow.run({})).outputs['text']).toBe('shared us');
  await flow.close();
  expect(events).toContainEqual({
    type: 'warning',
    message: "Additional include '../shared/prompts' overwrites 'prompts' of the flow.",
  });
});

test('an include that does not exist is refused, and nothing is left behind', async () => {
  const path = flowWith(['../gone']);
  const before = readdirSync(temporary);
  await expect(loadFlow(path)).rejects.toMatchObject({
    code: 'UserErrorException',
    message: expect.stringContaining('Unable to find additional include ../gone'),
  });
  expect(readdirSync(temporary)).toEqual(before);
});
