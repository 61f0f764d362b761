import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { progressText } from '../../../runner/cli/render/batch-progress';
import { node, writeFlow } from '../../engine/flow-folder';

const header = 'import os\nfrom promptflow.core import tool, log_metric\n\n@tool\n';
const folder = writeFlow({
  'flow/flow.dag.yaml': `inputs: {x: {type: int}, unit: {type: string, default: m}}
outputs: {out: {type: string, reference: "\${n.output}"}}
nodes:
${node('n', 'n.py', 'x: "${inputs.x}", unit: "${inputs.unit}"')}${node('m', 'm.py', 'values: "${n.output}"', 'aggregation: true')}`,
  'flow/n.py': `${header}def n(x, unit):\n    return f"{10 // x} {unit}{os.environ.get('MARK', '')}"\n`,
  'flow/m.py': `${header}def m(values):\n    log_metric("lines", len(values))\n    return values\n`,
  'data.csv': 'size,unit\n2,km\n0,km\n',
});

function llmops(...args: readonly string[]): { status: number | null; answer: Record<string, unknown> } {
  const run = ['bin/llmops.js', 'flow', 'run', join(folder, 'flow'), ...args, '--json'];
  const { status, stdout } = spawnSync(process.execPath, run, { encoding: 'utf8' });
  return { status, answer: JSON.parse(stdout) as Record<string, unknown> };
}

const data = ['--data', join(folder, 'data.csv')];

test('a program gets the lines, the metrics and what aggregation nodes gave as one JSON object', () => {
  const out = ['--out', join(folder, 'first')];
  const map = ['--map', 'x=${data.size}', 'unit=${data.unit}'];
  const { status, answer } = llmops(...data, ...map, '--env-var', 'MARK=!', ...out);
  expect(status).toBe(0);
  expect(answer).toMatchObject({
    status: 'Completed',
    lines: [
      {
        lineNumber: 0,
        status: 'Completed',
        inputs: { x: 2, unit: 'km' },
        outputs: { out: '5 km!' },
        nodes: { n: 'Completed' },
      },
      {
        lineNumber: 1,
        status: 'Failed',
        outputs: {},
        nodes: { n: 'Failed' },
        error: { code: 'ToolExecutionError', node: 'n' },
      },
    ],
    metrics: { lines: 1 },
    aggregation: { m: ['5 km!'] },
    tokens: { prompt: 0, completion: 0, total: 0 },
    error: { code: 'BulkRunException' },
  });
  expect(answer['durationMs']).toBeGreaterThan(0);
});

test('a run that cannot be carried out ends with 1, and what the caller got wrong with 2', () => {
  const failed = llmops(...data, '--out', join(folder, 'second'));
  expect(failed).toMatchObject({ status: 1, answer: { status: 'Failed', error: { code: 'ApplyInputMappingError' } } });
  expect(llmops()).toMatchObject({ status: 2, answer: { status: 'Failed', error: { code: 'UserErrorException' } } });
  expect(llmops(...data, '--concurrency', 'many').status).toBe(2);
  expect(llmops(...data, '--resume').status).toBe(2);
});

test('the progress line tells the rate and the time left', () => {
  const text = progressText({ done: 30, total: 100, failed: 2, reused: 10 }, 4);
  expect(text).toContain('30/100');
  expect(text).toContain('2 failed');
  expect(text).toContain('5.0 lines/s  14 s left');
});
