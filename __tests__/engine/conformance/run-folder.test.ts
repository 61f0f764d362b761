import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFlow, runBatch } from '../../../engine';
import { batch, jsonLines } from '../batch/batch-run';
import { node, tool, writeFlow, type Files } from '../flow-folder';
import { dag } from './case';

const halves: Files = {
  'flow.dag.yaml': `inputs: {x: {type: int}}
outputs: {out: {type: object, reference: "\${half.output}"}}
nodes:
${node('half', 'half.py', 'x: "${inputs.x}", by: 10')}${node('mean', 'mean.py', 'values: "${half.output}"', 'aggregation: true')}`,
  'half.py': tool('x, by', 'print(f"seen {x}") or by // x'),
  'mean.py': `from promptflow.core import tool, log_metric\n\n@tool\ndef mean(values):\n    log_metric("n", len(values))\n    return {"sum": sum(values), "kinds": {1}}\n`,
  '.env': 'KEY=secret\n',
};

function json(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

test('8.6 a run keeps its outputs, metrics, error and a snapshot of the flow', async () => {
  const { result, read } = await batch(halves, [{ x: 1 }, { x: 0 }, { x: 5 }]);
  const [first] = read('flow_outputs/output.jsonl').split('\n');
  expect(first).toBe('{"line_number": 0, "out": 10}');
  expect(read('outputs.jsonl').split('\n')[0]).toBe('{"out": 10, "line_number": 0}');
  expect(json(read('metrics.json'))).toEqual({ n: 2 });
  expect(json(read('meta.json'))).toEqual({ batch_size: 1 });
  const message =
    "Failed to run 1/3 lines. First error message is: Execution failure in 'half': (ZeroDivisionError) integer division or modulo by zero";
  expect(result.error).toMatchObject({ message });
  expect(json(read('error.json'))).toMatchObject({
    message,
    code: 'UserError',
    innerError: { code: 'BulkRunException' },
    additionalInfo: [
      {
        type: 'BulkRunErrors',
        info: {
          errors: [
            {
              line_number: 1,
              error: {
                innerError: { code: 'ToolExecutionError' },
                additionalInfo: [{ info: { type: 'ZeroDivisionError', lineno: 5, name: 'run' } }],
              },
            },
          ],
        },
      },
    ],
  });
  expect(readdirSync(join(result.folder, 'snapshot')).sort()).toEqual(['flow.dag.yaml', 'half.py', 'mean.py']);
  expect(readdirSync(result.folder)).not.toContain('node_artifacts');
});

test('8.6 the error of an aggregation is listed by its node', async () => {
  const files = { ...halves, 'mean.py': tool('values', 'values["no"]') };
  const { result, read } = await batch(files, [{ x: 1 }]);
  expect(result.status).toBe('Completed');
  const errors = [{ aggregation_node_name: 'mean', error: { innerError: { code: 'ToolExecutionError' } } }];
  expect(json(read('error.json'))).toMatchObject({ additionalInfo: [{ info: { errors } }] });
});

test('8.6 with its artifacts asked for, a run has a record for each line and each node, and a log for each line', async () => {
  const { result, read } = await batch(halves, [{ x: 1 }, { x: 0 }], { artifacts: true });
  const flowRun = json(read('flow_artifacts/000000001_000000001.jsonl'));
  expect(flowRun).toMatchObject({ line_number: 1, status: 'Failed', run_info: { inputs: { x: 0 }, output: null } });
  expect(flowRun['run_info']).toMatchObject({ run_id: 'run_1', error: { innerError: { code: 'ToolExecutionError' } } });
  const nodeRun = json(read('node_artifacts/half/000000000.jsonl'));
  expect(nodeRun).toMatchObject({ NodeName: 'half', line_number: 0, status: 'Completed' });
  expect(nodeRun['run_info']).toMatchObject({
    run_id: 'run_half_0',
    inputs: { x: 1, by: 10 },
    output: 10,
    logs: { stdout: expect.stringContaining('seen 1') as string },
    start_time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
  });
  const reduced = json(read('node_artifacts/mean/000000000.jsonl'))['run_info'];
  expect(reduced).toMatchObject({
    run_id: 'run_mean_reduce',
    inputs: { values: [10] },
    output: "{'sum': 10, 'kinds': {1}}",
  });
  expect(read('flow_logs/000000000.log')).toContain('seen 1');
  expect(read('flow_logs/000000001.log')).toContain('ZeroDivisionError');
  expect(readdirSync(join(result.folder, 'flow_artifacts'))).toHaveLength(2);
});

test('8.6 records of lines have their number among the inputs, and those of nodes have images in files beside them', async () => {
  const flow = {
    'flow.dag.yaml': dag('{x: {type: image}}', '{}', node('n', 'n.py', 'x: "${inputs.x}"')),
    'n.py': tool('x', 'x'),
  };
  const records = [{ x: { 'data:image/png;base64': Buffer.from('no real picture').toString('base64') } }];
  const { read } = await batch(flow, records, { artifacts: true });
  expect(json(read('flow_artifacts/000000000_000000000.jsonl'))['run_info']).toMatchObject({
    inputs: { line_number: 0 },
  });
  const { inputs, output } = json(read('node_artifacts/n/000000000.jsonl'))['run_info'] as {
    inputs: { x: Record<string, string> };
    output: Record<string, string>;
  };
  for (const image of [inputs.x, output]) {
    const path = image['data:image/png;path']!;
    expect(path).toContain('node_artifacts/n/');
    expect(readFileSync(path, 'utf8')).toBe('no real picture');
  }
});

test('8.6 the snapshot has the chosen variant as its default, and what the flow includes', async () => {
  const folder = writeFlow({
    'shared/add.py': tool('x', 'x + 1'),
    'flow/flow.dag.yaml': `inputs: {x: {type: int}}
outputs: {out: {type: int, reference: "\${n.output}"}}
additional_includes: [../shared/add.py]
nodes:
- {name: n, use_variants: true}
node_variants:
  n:
    default_variant_id: v0
    variants:
      v0: {node: {type: python, source: {type: code, path: add.py}, inputs: {x: 5}}}
      v1: {node: {type: python, source: {type: code, path: add.py}, inputs: {x: "\${inputs.x}"}}}
`,
    'data.jsonl': jsonLines([{ x: 1 }]),
  });
  const { folder: run } = await runBatch(join(folder, 'flow'), {
    outdir: join(folder, 'run'),
    data: [join(folder, 'data.jsonl')],
    variants: { n: 'v1' },
  });
  const again = await loadFlow(join(run, 'snapshot'));
  const { outputs } = await again.run({ x: 1 });
  await again.close();
  expect(outputs).toEqual({ out: 2 });
});

test.each(['outputs.jsonl', 'flow_outputs/output.jsonl'])(
  '8.5 a folder that prompt flow wrote is read as an earlier run, by its %s',
  async (outputs) => {
    const folder = writeFlow({
      'inputs.jsonl': '{"x": 1, "line_number": 0}\n{"x": NaN, "line_number": 1}\n{"x": 3, "line_number": 2}\n',
      'meta.json': '{"batch_size": 1}',
    });
    mkdirSync(join(folder, 'flow_outputs'));
    writeFileSync(join(folder, outputs), '{"line_number": 0, "y": NaN}\n{"line_number": 2, "y": 2.5}\n');
    const joined = {
      'flow.dag.yaml': `inputs: {x: {type: string}, y: {type: string}}
outputs: {out: {type: string, reference: "\${n.output}"}}
nodes:
${node('n', 'n.py', 'x: "${inputs.x}", y: "${inputs.y}"')}`,
      'n.py': tool('x, y', 'x + "/" + y'),
    };
    const { lines } = await batch(joined, undefined, {
      runFolder: folder,
      mapping: { x: '${run.inputs.x}', y: '${run.outputs.y}' },
    });
    expect(lines.map(({ lineNumber, outputs: { out } }) => [lineNumber, out])).toEqual([
      [0, '1.0/nan'],
      [2, '3.0/2.5'],
    ]);
  },
);

test('8.6 what a resumed run had done keeps its artifacts', async () => {
  const { result } = await batch(halves, [{ x: 1 }, { x: 5 }], { artifacts: true });
  const record = join(result.folder, 'node_artifacts/half/000000000.jsonl');
  const before = readFileSync(record, 'utf8');
  const again = await runBatch(join(result.folder, '../flow'), {
    outdir: result.folder,
    data: [join(result.folder, '../data.jsonl')],
    resume: true,
    artifacts: true,
  });
  expect(again.lines.reused).toBe(2);
  expect(readFileSync(record, 'utf8')).toBe(before);
});
