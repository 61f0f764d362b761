import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { node, writeFlow } from '../flow-folder';
import { jsonLines } from './batch-run';

const records = [1, 2, 3, 4, 5, 6].map((x) => ({ x }));

/** Runs a flow by the command line, in a process that has nothing else to wait for. */
async function run(python: string): Promise<unknown> {
  const folder = writeFlow({
    'flow/flow.dag.yaml': `inputs: {x: {type: int}}\noutputs: {out: {type: int, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', 'x: "${inputs.x}"')}`,
    'flow/n.py': `import ctypes, time\nfrom promptflow.core import tool\n\n@tool\n${python}\n    return x\n`,
    'data.jsonl': jsonLines(records),
  });
  const options = ['--data', join(folder, 'data.jsonl'), '--out', join(folder, 'run'), '--timeout', '2', '--json'];
  const args = ['bin/llmops.js', 'flow', 'run', join(folder, 'flow'), ...options];
  const answer = JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as {
    readonly lines: readonly {
      readonly outputs: { readonly out?: number };
      readonly error?: { readonly code: string };
    }[];
  };
  return answer.lines.map(({ outputs, error }) => error?.code ?? outputs.out);
}

test.each([
  ['keeps the loop of async tools from going on', 'async def run(x):\n    if x == 3:\n        time.sleep(1000)'],
  ["holds Python's lock", 'def run(x):\n    if x == 3:\n        ctypes.PyDLL(None).sleep(1000)'],
])('a tool that %s fails its own line only, and ends with the batch', async (_, python) => {
  expect(await run(python)).toEqual([1, 2, 'LineExecutionTimeoutError', 4, 5, 6]);
});
