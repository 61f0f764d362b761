import { node, tool, type Files } from '../flow-folder';
import { batch } from './batch-run';

const header = 'from promptflow.core import tool, log_metric\n\n';
const flow = (aggregation: string, more: string = ''): Record<string, string> => ({
  'flow.dag.yaml': `inputs: {x: {type: int}}
outputs: {out: {type: object, reference: "\${n.output}"}}
nodes:
${node('n', 'n.py', 'x: "${inputs.x}"', 'activate: {when: "${n0.output}", is: true}')}${node('n0', 'n0.py', 'x: "${inputs.x}"')}${more}${aggregation}`,
  'n0.py': tool('x', 'x < 50'),
  'n.py': tool('x', '{"half": 10 // x}'),
  'agg.py': `${header}@tool\ndef agg(values, xs, fixed):\n    log_metric("count", len(values))\n    return [values, xs, fixed]\n`,
});
const agg = node('agg', 'agg.py', 'values: "${n.output}", xs: "${inputs.x}", fixed: 7', 'aggregation: true');

test('aggregation nodes get lists over the lines that succeeded, in their order', async () => {
  const { result, read } = await batch(flow(agg), [{ x: 1 }, { x: 0 }, { x: 60 }, { x: 5 }]);
  expect(result.aggregation).toEqual({ agg: [[{ half: 10 }, null, { half: 2 }], [1, 60, 5], 7] });
  expect(result.metrics).toEqual({ count: 3 });
  expect(JSON.parse(read('metrics.json'))).toEqual({ count: 3 });
});

test('a property that a line lacks fails the line, not the aggregation', async () => {
  const nodes = node('agg', 'agg.py', 'values: "${n.output.half}", xs: "${inputs.x}", fixed: 7', 'aggregation: true');
  const { result, lines } = await batch(flow(nodes), [{ x: 1 }, { x: 60 }]);
  expect(lines[1]!.error).toMatchObject({ code: 'InvalidReferenceProperty' });
  expect(result.aggregation).toEqual({ agg: [[10], [1], 7] });
});

test('it runs over empty lists where every line failed', async () => {
  const { result } = await batch(flow(agg), [{ x: 0 }]);
  expect(result).toMatchObject({ status: 'Completed', aggregation: { agg: [[], [], 7] }, metrics: { count: 0 } });
});

test('a node that fails is told, keeps what was logged before, and stops those after it', async () => {
  const files = flow(
    agg +
      node('after', 'after.py', 'a: "${bad.output}"', 'aggregation: true') +
      node('bad', 'bad.py', 'a: "${agg.output}"', 'aggregation: true'),
  );
  const { result } = await batch(
    {
      ...files,
      'after.py': tool('a', 'a'),
      'bad.py': `${header}@tool\ndef bad(a):\n    log_metric("seen", 1.5)\n    raise ValueError("no")\n`,
    },
    [{ x: 1 }],
  );
  expect(result).toMatchObject({
    status: 'Completed',
    metrics: { count: 1, seen: 1.5 },
    aggregation: { agg: [[{ half: 10 }], [1], 7] },
    error: { code: 'ToolExecutionError', node: 'bad' },
  });
  expect(result.aggregation).not.toHaveProperty('after');
});

test('an activation compares the list of a flow input over the lines', async () => {
  const active = (is: string) =>
    node(
      'agg',
      'agg.py',
      'values: abc, xs: 2, fixed: 3',
      `aggregation: true, activate: {when: "\${inputs.x}", is: ${is}}`,
    );
  expect((await batch(flow(active('[4]')), [{ x: 4 }])).result.metrics).toEqual({ count: 3 });
  expect((await batch(flow(active('4')), [{ x: 4 }])).result.metrics).toEqual({});
});

test('metrics of normal nodes count for nothing, and the last value of a key wins', async () => {
  const files = flow(agg);
  const { result } = await batch(
    {
      ...files,
      'n.py': `${header}@tool\ndef n(x):\n    log_metric("normal", 1)\n    return {}\n`,
      'agg.py': `${header}@tool\ndef agg(values, xs, fixed):\n    log_metric("k", 1)\n    log_metric("k", {"a": [1]})\n`,
    },
    [{ x: 1 }],
  );
  expect(result.metrics).toEqual({ k: { a: [1] } });
});

test('an output that JSON cannot hold does not reach aggregation nodes: its line says so', async () => {
  const files: Files = { ...flow(agg), 'n.py': tool('x', '{1, 2} if x == 1 else {"half": 1}') };
  const { result, lines } = await batch(
    { ...files, 'flow.dag.yaml': String(files['flow.dag.yaml']).replace(/^outputs:.*$/m, '') },
    [{ x: 1 }, { x: 2 }],
  );
  expect(lines[0]!.error).toMatchObject({ code: 'FlowOutputUnserializable' });
  expect(lines[0]!.error?.message).toContain('${n.output}');
  expect(result.aggregation).toEqual({ agg: [[{ half: 1 }], [2], 7] });
});
