import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, writeFlow } from '../../engine/flow-folder';

test('a command whose reader goes away, as head does, ends its work without a word', async () => {
  const folder = writeFlow({
    'flow/flow.dag.yaml': `inputs: {x: {type: int}}\noutputs: {out: {type: string, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.jinja2', 'x: "${inputs.x}"')}`,
    'flow/n.jinja2': '{{ x }}',
    'data.jsonl': '{"x": 1}\n',
  });
  const out = join(folder, 'run');
  const args = ['flow', 'run', join(folder, 'flow'), '--data', join(folder, 'data.jsonl'), '--out', out, '--json'];
  const program = spawn(process.execPath, ['bin/llmops.js', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  program.stdout.destroy();
  let told = '';
  program.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  expect(await once(program, 'close')).toEqual([0, null]);
  expect(told).toBe('');
  expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))).toMatchObject({ status: 'Completed' });
});
