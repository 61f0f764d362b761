import { join } from 'node:path';
import { loadFlow, runBatch } from '../../../engine';
import { node, tool, writeFlow, type Files } from '../flow-folder';
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

describe('outputs that JSON cannot hold', () => {
  const points: Files = {
    'flow.dag.yaml': `inputs: {x: {type: int}}
nodes:
${node('make', 'make.py', 'x: "${inputs.x}"')}${node('sum', 'sum.py', 'points: "${make.output}", xs: "${make.output.x}"', 'aggregation: true')}${node('say', 'say.jinja2', 'points: "${make.output}"', 'aggregation: true')}`,
    'make.py': `from dataclasses import dataclass
from promptflow.core import tool
import time

@dataclass
class Point:
    x: int
    tags: set

@tool
def make(x):
    time.sleep(0.1)
    return Point(x, {x, (x, x)})
`,
    'sum.py': tool(
      'points, xs',
      '[[type(p).__name__ + str(p.x) for p in points], sum(len(p.tags) for p in points), len({type(p) for p in points}), xs]',
    ),
    'say.jinja2': '{% for p in points %}{{ p.x }}{% endfor %}',
  };

  test('reach aggregation nodes as the objects that they are, from every Python process', async () => {
    const { result, read } = await batch(points, [{ x: 1 }, { x: 2 }, { x: 3 }, { x: 4 }], {
      concurrency: 2,
      environmentVariables: { PF_WORKER_COUNT: '2' },
    });
    expect(result.aggregation).toEqual({
      sum: [['Point1', 'Point2', 'Point3', 'Point4'], 8, 1, [1, 2, 3, 4]],
      say: '1234',
    });
    expect(read('details.jsonl')).not.toContain('aggregated');
  });

  test('make a line run again when its batch is resumed: files do not keep them', async () => {
    const { result } = await batch(points, [{ x: 1 }]);
    const again = await runBatch(join(result.folder, '../flow'), {
      outdir: result.folder,
      data: [join(result.folder, '../data.jsonl')],
      resume: true,
    });
    expect(again.lines).toMatchObject({ completed: 1, reused: 0 });
    expect(again.aggregation).toMatchObject({ sum: [['Point1'], 2, 1, [1]] });
  });

  test('keep their types: tuples, keys that are numbers, images in objects, connections', async () => {
    const { result } = await batch(
      {
        'flow.dag.yaml': `inputs: {x: {type: int}}
nodes:
${node('make', 'make.py', 'x: "${inputs.x}"')}${node('look', 'look.py', 'values: "${make.output}"', 'aggregation: true')}`,
        'make.py': `from promptflow.core import tool
from promptflow.contracts.multimedia import Image
from promptflow.connections import CustomConnection

@tool
def make(x):
    image = Image(b"GIF89a", "image/gif")
    return [(1, 2), {1: "one"}, image, {"in": (image,)}, CustomConnection(name="c", secrets={"k": "a secret"})][x]
`,
        'look.py': tool('values', '[repr(v) for v in values] + [values[4].secrets["k"]]'),
      },
      [{ x: 0 }, { x: 1 }, { x: 2 }, { x: 3 }, { x: 4 }],
    );
    const image = expect.stringMatching(/^Image\(\w{8}\)$/) as string;
    const inside = expect.stringMatching(/^\{'in': \(Image\(\w{8}\),\)\}$/) as string;
    expect(result.error).toBeUndefined();
    expect(result.aggregation).toEqual({
      look: ['(1, 2)', "{1: 'one'}", image, inside, '<CustomConnection c>', 'a secret'],
    });
  });

  test('that cannot leave their process are there in the same one, and fail the aggregation in another', async () => {
    const locks: Files = {
      'flow.dag.yaml': `inputs: {x: {type: int}}
outputs: {x: {type: int, reference: "\${inputs.x}"}}
nodes:
${node('make', 'make.py', 'x: "${inputs.x}"')}${node('look', 'look.py', 'values: "${make.output}"', 'aggregation: true')}`,
      'make.py': `import threading\n${tool('x', 'threading.Lock()')}`,
      'look.py': tool('values', 'len([v.acquire() for v in values])'),
    };
    const one = await batch(locks, [{ x: 1 }]);
    expect(one.result.aggregation).toEqual({ look: 1 });
    const folder = writeFlow(locks);
    const [maker, other] = [await loadFlow(folder), await loadFlow(folder)];
    const line = await maker.execute(new Map([['x', 1]]));
    expect(line.result.outputs).toEqual({ x: 1 });
    const { error } = await other.aggregate([line]);
    await Promise.all([maker.close(), other.close()]);
    expect(error).toMatchObject({ node: 'look' });
    expect(error?.message).toContain('cannot leave the Python process');
  });
});
