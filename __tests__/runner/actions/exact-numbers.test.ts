import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, tool, writeFlow } from '../../engine/flow-folder';

const folder = writeFlow({
  'flow/flow.dag.yaml': `inputs: {n: {type: int}, d: {type: double, default: 3}}
outputs: {n: {type: int, reference: "\${inputs.n}"}, made: {type: list, reference: "\${make.output}"}}
nodes:
${node('make', 'make.py', 'd: "${inputs.d}"')}${node('count', 'count.py', 'all: "${make.output}"', 'aggregation: true')}`,
  'flow/make.py': tool('d', '[2**70, d, float("nan")]'),
  'flow/count.py':
    'from promptflow.core import tool, log_metric\n\n@tool\ndef run(all):\n    log_metric("mean", 1.0)\n    return all[0]\n',
});
const flow = join(folder, 'flow');
const llmops = (...args: readonly string[]): string =>
  execFileSync('node', ['bin/llmops.js', 'flow', ...args], { encoding: 'utf8' });

const big = '1180591620717411303424';

test('flow test prints ints as they are, floats as floats, and JSON that every reader takes', () => {
  const text = llmops('test', flow, '--input', `n=${big}`, '--json');
  expect(() => JSON.parse(text) as unknown).not.toThrow();
  expect(text).toContain(`"outputs": {"n": ${big}, "made": [${big}, 3.0, null]}`);
  expect(text).toContain(`"metrics": {"mean": 1.0}, "aggregation": {"count": [${big}, 3.0, null]}`);
  expect(llmops('test', flow, '--node', 'make', '--input', 'd=2', '--json')).toContain(
    `{"output": [${big}, 2.0, null]}`,
  );
});

test('flow run does the same with lines, their inputs, and what the aggregation gave', () => {
  const data = join(folder, 'data.jsonl');
  writeFileSync(data, `{"n": ${big}}\n`);
  const text = llmops('run', flow, '--data', data, '--out', join(folder, 'run'), '--json');
  expect(() => JSON.parse(text) as unknown).not.toThrow();
  expect(text).toContain(`"inputs": {"n": ${big}, "d": 3.0}, "outputs": {"n": ${big}, "made": [${big}, 3.0, null]}`);
  expect(text).toContain(`"metrics": {"mean": 1.0}, "aggregation": {"count": [${big}, 3.0, null]}`);
});
