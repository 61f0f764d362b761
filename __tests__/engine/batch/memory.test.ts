import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runBatch } from '../../../engine';
import { node, writeFlow } from '../flow-folder';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const begin = 500;
const end = 3000;

function* records(): Generator<string> {
  const text = 'word '.repeat(400);
  for (let x = 0; x < end; x++) yield `${JSON.stringify({ x, text })}\n`;
}

test('a batch of any length takes the same memory: of a line that is over, only its place in the files stays', async () => {
  const folder = writeFlow({
    'flow/flow.dag.yaml': `inputs: {x: {type: int}, text: {type: string}}
outputs: {out: {type: string, reference: "\${n.output}"}}
nodes:
${node('n', 'n.jinja2', 'x: "${inputs.x}", text: "${inputs.text}"')}`,
    'flow/n.jinja2': '{{x}} {{text}}',
  });
  const data = join(folder, 'data.jsonl');
  await pipeline(Readable.from(records()), createWriteStream(data));
  const held = new Map<number, number>();
  const result = await runBatch(join(folder, 'flow'), {
    data: [data],
    outdir: join(folder, 'run'),
    onEvent: (event) => {
      if (event.type !== 'line-ended' || (event.done !== begin && event.done !== end)) return;
      collectGarbage();
      held.set(event.done, process.memoryUsage().heapUsed);
    },
  });
  expect(result.lines).toMatchObject({ completed: end, failed: 0 });
  const bytesPerLine = (held.get(end)! - held.get(begin)!) / (end - begin);
  // One text of a line alone has 2,000.
  expect(bytesPerLine).toBeLessThan(500);
});
