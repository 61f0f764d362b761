import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runBatch } from '../../../engine';
import { node, writeFlow } from '../flow-folder';
import { finished, jsonLines } from './batch-run';

/** Even lines end at once; odd ones wait until the file `go` is there. Each leaves its process's id. */
const waiting = `import os, time
from promptflow.core import tool

@tool
def run(x):
    open(f"pid-{x}", "w").write(str(os.getpid()))
    while x % 2 and not os.path.exists("go"):
        time.sleep(0.02)
    open("ran", "a").write(f"{x} ")
    return x
`;

function project(): { folder: string; flow: string; data: string; outdir: string } {
  const folder = writeFlow({
    'flow/flow.dag.yaml': `inputs: {x: {type: int}}\noutputs: {out: {type: int, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', 'x: "${inputs.x}"')}`,
    'flow/n.py': waiting,
    'data.jsonl': jsonLines([0, 1, 2, 3, 4, 5].map((x) => ({ x }))),
  });
  return { folder, flow: join(folder, 'flow'), data: join(folder, 'data.jsonl'), outdir: join(folder, 'run') };
}

function ranLines(flow: string): readonly string[] {
  return readFileSync(join(flow, 'ran'), 'utf8').trim().split(' ').sort();
}

function start({ flow, data, outdir }: ReturnType<typeof project>): ChildProcess {
  const args = ['bin/llmops.js', 'flow', 'run', flow, '--data', data, '--out', outdir, '--json'];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function threeLinesEnded({ outdir }: ReturnType<typeof project>): Promise<void> {
  const details = join(outdir, 'details.jsonl');
  await eventually(() => existsSync(details) && readFileSync(details, 'utf8').split('\n').length > 3);
}

test('a batch that Ctrl-C ends keeps what had ended, leaves no process, and goes on by resume', async () => {
  const files = project();
  const program = start(files);
  let printed = '';
  program.stdout!.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await threeLinesEnded(files);
  program.kill('SIGINT');
  const [code] = (await once(program, 'close')) as [number];
  expect(code).toBe(1);
  const answer = JSON.parse(printed) as { readonly lines: readonly { readonly lineNumber: number }[] };
  expect(answer).toMatchObject({ status: 'Canceled', counts: { completed: 3, failed: 0 } });
  expect(answer.lines.map((line) => line.lineNumber)).toEqual([0, 2, 4]);
  expect(readFileSync(join(files.outdir, 'outputs.jsonl'), 'utf8').split('\n')).toHaveLength(4);
  const pids = [1, 3, 5].map((x) => Number(readFileSync(join(files.flow, `pid-${x}`), 'utf8')));
  await eventually(() => pids.every((pid) => !isAlive(pid)));

  writeFileSync(join(files.flow, 'go'), '');
  const { flow, data, outdir } = files;
  const { result, lines } = await finished(await runBatch(flow, { data: [data], outdir, resume: true }));
  expect(result).toMatchObject({ status: 'Completed', lines: { total: 6, completed: 6, reused: 3 } });
  expect(lines.map(({ outputs }) => outputs['out'])).toEqual([0, 1, 2, 3, 4, 5]);
  expect(ranLines(flow)).toEqual(['0', '1', '2', '3', '4', '5']);
});

test('a batch that is killed loses no line that had ended, whatever it was writing', async () => {
  const files = project();
  const program = start(files);
  await threeLinesEnded(files);
  program.kill('SIGKILL');
  await once(program, 'close');
  const { flow, data, outdir } = files;
  writeFileSync(join(outdir, 'details.jsonl'), '{"lineNumber": 1, "status": "Comp', { flag: 'a' });
  writeFileSync(join(flow, 'go'), '');
  const { result, lines } = await finished(await runBatch(flow, { data: [data], outdir, resume: true }));
  expect(result).toMatchObject({ status: 'Completed', lines: { total: 6, completed: 6, reused: 3 } });
  expect(lines.map(({ lineNumber }) => lineNumber)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a resumed run runs lines again whose inputs changed, and those that had failed', async () => {
  const folder = writeFlow({
    'flow/flow.dag.yaml': `inputs: {x: {type: int}}\noutputs: {out: {type: object, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', 'x: "${inputs.x}"')}`,
    'flow/n.py':
      'import os\nfrom promptflow.core import tool\n\n@tool\ndef run(x):\n    return [10 // x, os.path.exists("later")]\n',
    'data.jsonl': jsonLines([{ x: 1 }, { x: 0 }, { x: 5 }]),
  });
  const options = { data: [join(folder, 'data.jsonl')], outdir: join(folder, 'run') };
  await runBatch(join(folder, 'flow'), options);
  writeFileSync(join(folder, 'flow/later'), '');
  writeFileSync(join(folder, 'data.jsonl'), jsonLines([{ x: 1 }, { x: 0 }, { x: 2 }]));
  const { result, lines } = await finished(await runBatch(join(folder, 'flow'), { ...options, resume: true }));
  expect(result.lines).toEqual({ total: 3, completed: 2, failed: 1, reused: 1 });
  expect(lines.map(({ outputs }) => outputs['out'])).toEqual([[10, false], undefined, [5, true]]);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function eventually(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds() && Date.now() < deadline) await sleep(20);
  expect(holds()).toBe(true);
}
