import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, tool } from '../flow-folder';
import type { BatchEvent } from '../../../engine';
import { batch } from './batch-run';

const double = {
  'flow.dag.yaml': `inputs: {x: {type: int}, y: {type: string, default: fallback}}
outputs: {out: {type: int, reference: "\${n.output}"}, y: {type: string, reference: "\${inputs.y}"}}
nodes:
${node('n', 'n.py', 'x: "${inputs.x}"')}`,
  'n.py': `import os\n${tool('x', '10 // x if x < 100 else os.kill(os.getpid(), 9)')}`,
};

test('lines that fail stand among those that pass, and the run is completed', async () => {
  const { result, lines, read } = await batch(double, [{ x: 2 }, { x: 0 }, { x: 5 }]);
  expect(result).toMatchObject({ status: 'Completed', lines: { total: 3, completed: 2, failed: 1, reused: 0 } });
  expect(result.error?.message).toMatch(/^Failed to run 1\/3 lines\. First error message is: Execution failure in 'n'/);
  expect(lines.map(({ lineNumber, status, outputs }) => [lineNumber, status, outputs])).toEqual([
    [0, 'Completed', { out: 5, y: 'fallback' }],
    [1, 'Failed', {}],
    [2, 'Completed', { out: 2, y: 'fallback' }],
  ]);
  expect(lines[1]).toMatchObject({
    inputs: { x: 0, y: 'fallback' },
    nodes: { n: 'Failed' },
    error: { code: 'ToolExecutionError', node: 'n' },
  });
  expect(read('outputs.jsonl')).toBe(
    '{"out": 5, "y": "fallback", "line_number": 0}\n{"out": 2, "y": "fallback", "line_number": 2}\n',
  );
  expect(read('flow_outputs/output.jsonl')).toMatch(/^\{"line_number": 0, "out": 5/);
  expect(read('inputs.jsonl').split('\n')[1]).toBe('{"x": 0, "y": "fallback", "line_number": 1}');
  expect(JSON.parse(read('error.json'))).toMatchObject({ innerError: { code: 'BulkRunException' } });
});

test('a tool that kills its process fails its own line only', async () => {
  const records = [1, 2, 100, 3, 4, 5].map((x) => ({ x }));
  const { result, lines } = await batch(double, records);
  expect(lines.filter(({ status }) => status === 'Failed').map(({ lineNumber }) => lineNumber)).toEqual([2]);
  expect(lines[2]!.error).toMatchObject({ code: 'ProcessCrashError', node: 'n' });
  expect(lines[2]!.error?.message).toContain('Process crashed while executing line 2,');
  expect(result.status).toBe('Completed');
});

test('a line that takes too long fails, and the others do not wait for it', async () => {
  const flow = { ...double, 'n.py': `import time\n${tool('x', 'time.sleep(x * 30) or 1')}` };
  const { result, lines } = await batch(flow, [{ x: 0 }, { x: 1 }, { x: 0 }], { timeoutSeconds: 0.5 });
  expect(lines[1]).toMatchObject({
    nodes: { n: 'Canceled' },
    error: { code: 'LineExecutionTimeoutError', message: 'Line 1 execution timeout for exceeding 0.5 seconds' },
  });
  expect(result.lines).toMatchObject({ completed: 2, failed: 1 });
  expect(result.durationMs).toBeLessThan(20_000);
});

test('a batch that takes too long fails as a whole and keeps the lines that had ended', async () => {
  const flow = { ...double, 'n.py': `import time\n${tool('x', 'time.sleep(x * 30) or 1')}` };
  const variables = { PF_BATCH_TIMEOUT_SEC: '1.5' };
  const { result, lines } = await batch(flow, [{ x: 0 }, { x: 1 }, { x: 1 }], {
    environmentVariables: variables,
    concurrency: 2,
  });
  expect(result).toMatchObject({ status: 'Failed', error: { code: 'BatchRunTimeoutError' } });
  expect(lines[0]!.status).toBe('Completed');
  expect(lines[1]!.error).toMatchObject({ code: 'BatchExecutionTimeoutError' });
});

test('ints and floats, NaN and infinities come out as they went through', async () => {
  const flow = {
    'flow.dag.yaml': `inputs: {x: {type: object}}\noutputs: {out: {type: object, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', 'x: "${inputs.x}"')}`,
    'n.py': tool('x', '[x, 1.0, 2, float("nan"), float("inf")]'),
  };
  const { read } = await batch(flow, [{ x: 1 }]);
  expect(read('outputs.jsonl')).toBe('{"out": [1, 1.0, 2, null, null], "line_number": 0}\n');
  expect(read('flow_outputs/output.jsonl')).toBe('{"line_number": 0, "out": [1, 1.0, 2, NaN, Infinity]}\n');
});

test('module state lives on between the lines of a process, of which there are as many as asked for', async () => {
  const flow = { ...double, 'n.py': `import os\n${tool('x', 'os.getpid()')}` };
  const records = Array.from({ length: 12 }, (_, x) => ({ x }));
  const { lines } = await batch(flow, records, { environmentVariables: { PF_WORKER_COUNT: '1' } });
  expect(new Set(lines.map(({ outputs }) => outputs['out'])).size).toBe(1);
});

test('PF_WORKER_COUNT says how many lines run at once, where it is a whole number', async () => {
  const counting = `import time\nrunning = []\n${tool('x', '[running.append(x), time.sleep(0.02), len(running), running.pop()][2]')}`;
  const run = async (count: string) => {
    const environmentVariables = { PF_WORKER_COUNT: count };
    const { lines } = await batch(
      { ...double, 'n.py': counting },
      [1, 2, 3, 4].map((x) => ({ x })),
      { environmentVariables },
    );
    return lines.map(({ outputs }) => outputs['out']);
  };
  expect(await run('1')).toEqual([1, 1, 1, 1]);
  expect(await run('many')).toHaveLength(4);
});

test('what tools print and the errors of lines are in the log', async () => {
  const flow = { ...double, 'n.py': tool('x', 'print("seen", x) or 10 // x') };
  const { read } = await batch(flow, [{ x: 1 }, { x: 0 }]);
  expect(read('logs.txt')).toMatch(/\[n in line 1 \(index starts from 0\)\] stdout> seen/);
  expect(read('logs.txt')).toMatch(/ERROR .*ZeroDivisionError/);
});

test('the log looks as PF_LOG_FORMAT and PF_LOG_DATETIME_FORMAT say, down to PF_LOGGING_LEVEL', async () => {
  const files = { ...double, 'n.py': `${tool('x', '10 // x')}\nprint("loaded")\n` };
  const log = async (environmentVariables: Record<string, string>): Promise<string> =>
    (await batch(files, [{ x: 0 }], { environmentVariables })).read('logs.txt');
  const format = '%(asctime)s|%(levelname)-8s|%(name)s|%(message)s';
  const PF_LOG_DATETIME_FORMAT = 'the year %Y';
  const year = new Date().getFullYear();
  const shown = await log({ PF_LOG_FORMAT: format, PF_LOG_DATETIME_FORMAT });
  expect(shown).toContain(`the year ${year}|INFO    |execution.flow|[n] stdout> loaded\n`);
  expect(shown).toContain(`the year ${year}|ERROR   |execution.flow|Failed to run 1/1 lines.`);
  expect(await log({ PF_LOGGING_LEVEL: 'ERROR', PF_LOG_DATETIME_FORMAT })).toMatch(/^the year \d{4} ERROR Failed.*\n$/);
  await expect(log({ PF_LOG_FORMAT: '%(nobody)s' })).rejects.toMatchObject({ code: 'ValidationException' });
});

test('a way to start processes that Python does not know is warned of', async () => {
  const warnings: string[] = [];
  const options = {
    environmentVariables: { PF_BATCH_METHOD: 'thread' },
    onEvent: (event: BatchEvent) => event.type === 'warning' && warnings.push(event.message),
  };
  const { result } = await batch(double, [{ x: 2 }], options);
  expect(result.lines.completed).toBe(1);
  expect(warnings).toEqual([expect.stringContaining("PF_BATCH_METHOD is 'thread', which is none of fork, spawn")]);
});

test('lines that take long share the processes, also where they are fewer than may run at once', async () => {
  // Each line lasts until there is another process.
  const meet = `import glob, os, time

def meet():
    open(f"pid-{os.getpid()}", "w").close()
    while len(glob.glob("pid-*")) < 2:
        time.sleep(0.02)
    return os.getpid()

`;
  const flow = { ...double, 'n.py': `${meet}${tool('x', 'meet()')}` };
  const { lines } = await batch(flow, [{ x: 1 }, { x: 2 }, { x: 3 }, { x: 4 }], {
    environmentVariables: { PF_WORKER_COUNT: '2' },
    concurrency: 4,
  });
  expect(new Set(lines.map(({ outputs }) => outputs['out'])).size).toBe(2);
});

test('images are read from beside the data and written beside the outputs', async () => {
  const flow = {
    'flow.dag.yaml': `inputs: {x: {type: image}}\noutputs: {out: {type: image, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', 'x: "${inputs.x}"')}`,
    'n.py': tool('x', 'x'),
    '../dot.png': 'no real picture',
  };
  const { result, lines } = await batch(flow, [{ x: { 'data:image/png;path': 'dot.png' } }]);
  const { out } = lines[0]!.outputs as { out: Record<string, string> };
  const written = out['data:image/png;path']!;
  expect(written.startsWith(join(result.folder, 'flow_outputs'))).toBe(true);
  expect(readFileSync(written, 'utf8')).toBe('no real picture');
});

test('each line leaves a trace', async () => {
  const { read } = await batch(double, [{ x: 1 }, { x: 0 }]);
  const traces = read('traces.jsonl').trim().split('\n');
  expect(traces).toHaveLength(2);
  for (const trace of traces) expect(trace).toContain('"name":"n"');
});

test.each([
  [
    'a mapping of columns that are not there',
    { mapping: { x: '${data.a}', y: '${data.b}' } },
    'ApplyInputMappingError',
    '${data.a}, ${data.b}',
  ],
  ['a variant that is not there', { variants: { n: 'v' } }, 'InvalidFlowError', 'Variant v not found'],
])('%s fails the run, not the lines', async (_, options, code, message) => {
  const { result, lines } = await batch(double, [{ x: 1 }], options);
  expect(result).toMatchObject({ status: 'Failed', error: { code } });
  expect(result.error?.message).toContain(message);
  expect(lines).toEqual([]);
});

test('empty data and a flow without inputs fail the run', async () => {
  expect((await batch(double, [])).result.error).toMatchObject({ code: 'EmptyInputsData' });
  const bare = { 'flow.dag.yaml': `nodes:\n${node('n', 'n.py', '')}`, 'n.py': tool('', '1') };
  expect((await batch(bare, [{ x: 1 }])).result.error).toMatchObject({ code: 'InputNotFound' });
});

test('what cannot be begun is refused and leaves no folder', async () => {
  await expect(batch(double, undefined)).rejects.toMatchObject({ code: 'UserErrorException' });
  await expect(batch(double, undefined, { data: ['/no/such/file'] })).rejects.toThrow('/no/such/file');
  await expect(batch(double, [{ x: 1 }], { mapping: { x: '5' } })).rejects.toThrow('at least one mapping binding');
  await expect(batch(double, [{ x: 1 }], { outdir: __dirname })).rejects.toMatchObject({ code: 'RunExistsError' });
});
