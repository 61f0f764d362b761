import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadFlow, type FlowEvent } from '../../../../engine';
import { node, runOnce, tool, writeFlow } from '../../flow-folder';

const single = (python: string, inputs = '', more = ''): Record<string, string> => ({
  'flow.dag.yaml': `${more}inputs: {x: {type: object, default: {}}}\noutputs: {out: {type: object, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', inputs)}`,
  'n.py': python,
});
const header = 'import os, sys, time\nfrom promptflow.core import tool\n\n';

test('a traceback begins in the code of the flow', async () => {
  const result = await runOnce(
    single(`${header}def inner():\n    raise KeyError("k")\n\n@tool\ndef run():\n    inner()\n`),
  );
  expect(result.error?.traceback).toMatch(/^Traceback[^\n]*\n {2}File "[^"]*n\.py", line 9, in run/);
  expect(result.error?.traceback).not.toContain('llmops_worker');
});

test('what a tool prints arrives as events with its node and line, and cannot break the protocol', async () => {
  const events: FlowEvent[] = [];
  const python = `${header}@tool\ndef run():\n    print('{"id": 1, "ok": true}')\n    print("oops", file=sys.stderr)\n    sys.stdout.buffer.write("\u00fc".encode())\n    os.write(1, b"raw\\n")\n    return input if False else 1\n`;
  const result = await runOnce(single(python), {}, { lineNumber: 4, onEvent: (event) => events.push(event) });
  expect(result.outputs).toEqual({ out: 1 });
  const printed = events.filter((event) => event.type === 'printed');
  const own = (stream: string): string =>
    printed
      .filter((event) => event.node === 'n' && event.lineNumber === 4 && event.stream === stream)
      .map((event) => event.text)
      .join('');
  expect(own('stdout')).toBe('{"id": 1, "ok": true}\nü');
  expect(own('stderr')).toBe('oops\n');
});

test('the tools see the environment variables of the flow under those of the caller, in their working directory', async () => {
  const files = single(
    tool('', '[os.environ["A"], os.environ["B"], os.environ["C"], os.path.exists("n.py")]').replace(
      'from',
      'import os\nfrom',
    ),
    '',
    'environment_variables: {A: 5, B: {k: [1, true]}, C: flow}\n',
  );
  const result = await runOnce(files, {}, { environmentVariables: { C: 'caller' } });
  expect(result.outputs).toEqual({ out: ['5', '{"k": [1, true]}', 'caller', true] });
});

test('sync and async tools of one run overlap', async () => {
  const begin = 'begin = time.monotonic()';
  const end = 'return [begin, time.monotonic()]';
  const sync = `${header}@tool\ndef run():\n    ${begin}\n    time.sleep(0.3)\n    ${end}\n`;
  const async_ = `import asyncio\n${header}@tool\nasync def run():\n    ${begin}\n    await asyncio.sleep(0.3)\n    ${end}\n`;
  const names = ['a', 'b', 'c', 'd'];
  const nodes = names.map((name, index) => node(name, index % 2 === 0 ? 's.py' : 'a.py', '')).join('');
  const outputs = names.map((name) => `  ${name}: {type: list, reference: "\${${name}.output}"}\n`).join('');
  const dag = `outputs:\n${outputs}nodes:\n${nodes}`;
  const result = await runOnce({ 'flow.dag.yaml': dag, 's.py': sync, 'a.py': async_ });
  const times = Object.values(result.outputs) as [number, number][];
  expect(times).toHaveLength(4);
  const lastBegin = Math.max(...times.map(([begun]) => begun));
  const firstEnd = Math.min(...times.map(([, ended]) => ended));
  expect(lastBegin).toBeLessThan(firstEnd);
});

test('no more nodes run at one time than the flow was loaded for', async () => {
  const python = `${header}running = []\n\n@tool\ndef run():\n    running.append(1)\n    time.sleep(0.05)\n    seen = len(running)\n    running.pop()\n    return seen\n`;
  const shared = `import shared\nfrom promptflow.core import tool\n\n@tool\ndef run():\n    return shared.run()\n`;
  const names = ['a', 'b', 'c', 'd'];
  const outputs = names.map((name) => `${name}: {type: int, reference: "\${${name}.output}"}`).join(', ');
  const files = {
    'flow.dag.yaml': `outputs: {${outputs}}\nnodes:\n${names.map((name) => node(name, 'n.py', '')).join('')}`,
    'n.py': shared,
    'shared.py': python,
  };
  const result = await runOnce(files, {}, { concurrency: 2 });
  expect(Math.max(...(Object.values(result.outputs) as number[]))).toBe(2);
});

test('a process that dies fails its line, and the next line gets a new one', async () => {
  const flow = await loadFlow(
    writeFlow(
      single(
        `${header}@tool\ndef run(x):\n    if x:\n        os.kill(os.getpid(), 9)\n    return os.getpid()\n`,
        'x: "${inputs.x}"',
      ),
    ),
  );
  const crashed = await flow.run({ x: true }, { lineNumber: 7 });
  expect(crashed.error).toMatchObject({ code: 'ProcessCrashError', node: 'n' });
  expect(crashed.error?.message).toMatch(/Process crashed while executing line 7, with signal SIGKILL/);
  expect(await flow.run({ x: false })).toMatchObject({ status: 'Completed' });
  await flow.close();
});

test('a run that is aborted ends at once, and its tool is interrupted', async () => {
  const marks = `${header}@tool\ndef run(x):\n    try:\n        while True:\n            time.sleep(0.01)\n    finally:\n        open(x, "w").close()\n`;
  const folder = writeFlow(single(marks, 'x: "${inputs.x}"'));
  const flow = await loadFlow(folder);
  const abort = new AbortController();
  const mark = `${folder}/interrupted`;
  const running = flow.run({ x: mark }, { signal: abort.signal });
  await sleep(50);
  abort.abort(new Error('no longer needed'));
  const result = await running;
  expect(result).toMatchObject({ status: 'Failed', nodes: { n: 'Canceled' }, error: { code: 'LineCanceledError' } });
  expect(result.error?.message).toContain('no longer needed');
  await eventually(() => exists(mark));
  await flow.close();
});

test('a run that takes too long fails as in prompt flow', async () => {
  const result = await runOnce(
    single(`${header}@tool\ndef run():\n    time.sleep(30)\n`),
    {},
    { timeoutMs: 100, lineNumber: 3 },
  );
  expect(result.error).toMatchObject({
    code: 'LineExecutionTimeoutError',
    message: 'Line 3 execution timeout for exceeding 0.1 seconds',
  });
  expect(result.nodes).toEqual({ n: 'Canceled' });
});

test('closing ends the process and what its tools started', async () => {
  const python = `import subprocess\n${header}@tool\ndef run():\n    child = subprocess.Popen(["sleep", "300"])\n    return [os.getpid(), child.pid]\n`;
  const flow = await loadFlow(writeFlow(single(python)));
  const pids = (await flow.run({})).outputs['out'] as number[];
  await flow.close();
  await eventually(() => pids.every((pid) => !isAlive(pid)));
  expect((await flow.run({})).error).toMatchObject({ code: 'FlowClosedError' });
});

test('no Python process outlives a program that is killed', async () => {
  const folder = writeFlow(single(`${header}@tool\ndef run():\n    print(os.getpid())\n    time.sleep(300)\n`));
  const script = `const { loadFlow } = require(${JSON.stringify(`${process.cwd()}/dist/engine`)});
    loadFlow(${JSON.stringify(folder)}).then((flow) => flow.run({}, { onEvent: (event) => event.type === 'printed' && process.stdout.write(event.text) }));`;
  const program = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [pid] = (await once(program.stdout, 'data')) as [Buffer];
  program.kill('SIGKILL');
  await eventually(() => !isAlive(Number(pid.toString())));
});

test('nothing outlives a program that is killed while a tool keeps the lock of Python, nor a tool that crashes', async () => {
  const busy = `${header}import ctypes, subprocess

@tool
def run(crash):
    child = subprocess.Popen(["sleep", "300"])
    print(os.getpid(), child.pid, flush=True)
    if crash:
        time.sleep(0.1)
        os._exit(3)
    ctypes.PyDLL(None).sleep(300)
`;
  const folder = writeFlow(single(busy, 'crash: "${inputs.x}"'));
  const run = (x: boolean): string => `const { loadFlow } = require(${JSON.stringify(`${process.cwd()}/dist/engine`)});
    loadFlow(${JSON.stringify(folder)}).then((flow) => flow.run({ x: ${x} }, { onEvent: (event) => event.type === 'printed' && process.stdout.write(event.text) }));`;
  for (const crashes of [false, true]) {
    const program = spawn(process.execPath, ['-e', run(crashes)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = (await once(program.stdout, 'data')) as [Buffer];
    const pids = printed.toString().trim().split(' ').map(Number);
    if (!crashes) {
      await sleep(200);
      expect(pids.every(isAlive)).toBe(true);
      program.kill('SIGKILL');
    }
    await eventually(() => !pids.some(isAlive));
    program.kill('SIGKILL');
  }
});

test('an idle flow that nobody closed does not keep the program alive', () => {
  const folder = writeFlow(single(tool('', '1')));
  const script = `require(${JSON.stringify(`${process.cwd()}/dist/engine`)}).loadFlow(${JSON.stringify(folder)}).then((flow) => flow.run({})).then((result) => process.stdout.write(result.status))`;
  expect(execFileSync(process.execPath, ['-e', script], { timeout: 10_000 }).toString()).toBe('Completed');
});

test('a missing interpreter is an error that says what to do, but only for flows with Python nodes', async () => {
  const options = { python: 'no-such-python' };
  await expect(loadFlow(writeFlow(single(tool('', '1'))), options)).rejects.toMatchObject({
    code: 'PythonNotFoundError',
  });
  const templates = {
    'flow.dag.yaml': `outputs: {p: {type: string, reference: "\${p.output}"}}\nnodes:\n${node('p', 'p.jinja2', '')}`,
    'p.jinja2': 'hi',
  };
  expect((await runOnce(templates, {}, options)).outputs).toEqual({ p: 'hi' });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function exists(path: string): boolean {
  try {
    execFileSync('test', ['-e', path]);
    return true;
  } catch {
    return false;
  }
}

async function eventually(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!holds() && Date.now() < deadline) await sleep(20);
  expect(holds()).toBe(true);
}
