import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planRuns, readRunLines, runExperiment, type ExperimentOptions, type RunSummary } from '../../../experiments';
import { type Experiment } from '../../../model';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'llmops-experiment-'));
  mkdirSync(join(root, 'flow'));
  const node = (template: string) =>
    `{ type: prompt, source: { type: code, path: ${template} }, inputs: { name: "\${inputs.name}", tone: plain } }`;
  write(
    'flow/flow.dag.yaml',
    `inputs: { name: { type: string } }
outputs: { text: { type: string, reference: "\${greet.output}" } }
nodes: [{ name: greet, use_variants: true }]
node_variants:
  greet:
    default_variant_id: short
    variants: { short: { node: ${node('short.jinja2')} }, long: { node: ${node('long.jinja2')} } }
`,
  );
  write('flow/short.jinja2', 'Hi {{name}} ({{tone}})');
  write('flow/long.jinja2', 'Good day to you, {{name}} ({{tone}})');
  write('data.jsonl', '{"name": "Ann"}\n{"name": "Bo"}\n');
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  writeFileSync(join(root, file), text);
}

function experiment(changes: Partial<Experiment> = {}): Experiment {
  return {
    datasets: [{ name: 'people', asset: 'greeting-people', path: join(root, 'data.jsonl') }],
    inputs: { name: '${data.name}' },
    variants: 'one-at-a-time',
    variedNodes: [{ node: 'greet', default: 'short', variants: ['short', 'long'] }],
    parameters: {},
    confirmAbove: 50,
    ...changes,
  };
}

function start(changes: Partial<ExperimentOptions> = {}, planned = experiment()): Promise<readonly RunSummary[]> {
  return runExperiment({
    flow: join(root, 'flow'),
    directory: join(root, 'experiments'),
    runs: planRuns(planned),
    flowHash: 'a',
    connections: '',
    inputs: planned.inputs,
    load: {},
    ...changes,
  });
}

async function textsOf(run: RunSummary): Promise<unknown[]> {
  const texts = [];
  for await (const line of readRunLines(run.folder)) texts.push(line.outputs.text);
  return texts;
}

test('each variant runs on each dataset, and its lines can be read', async () => {
  const [short, long] = await start();
  expect(short).toMatchObject({ label: 'defaults', status: 'Completed', isDefault: true, reused: false });
  expect(short!.lines).toEqual({ total: 2, completed: 2, failed: 0 });
  expect(await textsOf(short!)).toEqual(['Hi Ann (plain)', 'Hi Bo (plain)']);
  expect(await textsOf(long!)).toEqual(['Good day to you, Ann (plain)', 'Good day to you, Bo (plain)']);
});

test('a parameter takes the place of what a node is given', async () => {
  const runs = await start({}, experiment({ variants: 'default-only', parameters: { 'greet.tone': ['warm'] } }));
  expect(await textsOf(runs[1]!)).toEqual(['Hi Ann (warm)', 'Hi Bo (warm)']);
});

test('runs are reused until the flow, the data, the connections or the inputs change', async () => {
  const reused = async (changes: Partial<ExperimentOptions> = {}) => (await start(changes)).map((run) => run.reused);
  expect(await reused()).toEqual([false, false]);
  expect(await reused()).toEqual([true, true]);
  expect(await reused({ flowHash: 'b' })).toEqual([false, false]);
  expect(await reused({ connections: 'another model' })).toEqual([false, false]);
  expect(await reused({ lines: 1 })).toEqual([false, false]);
  expect(await reused({ fresh: true })).toEqual([false, false]);
  write('data.jsonl', '{"name": "Cy"}\n');
  expect(await reused()).toEqual([false, false]);
});

test('a sample takes the first lines', async () => {
  const [run] = await start({ lines: 1 });
  expect(run!.lines.total).toBe(1);
  expect(await textsOf(run!)).toEqual(['Hi Ann (plain)']);
});

test('two experiments at once make each run once', async () => {
  const both = await Promise.all([start(), start()]);
  const made = both.flat().filter((run) => !run.reused);
  expect(made).toHaveLength(2);
  expect(new Set(both.flat().map((run) => run.folder)).size).toBe(2);
  expect(readdirSync(join(root, 'experiments/runs')).filter((name) => name.endsWith('.lock'))).toEqual([]);
});

test('an experiment that was stopped goes on where it was', async () => {
  write('data.jsonl', Array.from({ length: 40 }, (_, index) => `{"name": "p${index}"}\n`).join(''));
  const stop = new AbortController();
  const first = start({
    concurrency: 1,
    runsAtOnce: 1,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type === 'line-ended' && event.done === 3) stop.abort(new Error('stopped'));
    },
  });
  await expect(first).rejects.toThrow('stopped');
  let begun = 0;
  const runs = await start({
    onEvent: (event) => (begun += event.type === 'line-ended' && event.run.isDefault ? 1 : 0),
  });
  expect(runs.map(({ lines }) => lines.completed)).toEqual([40, 40]);
  expect(begun).toBeGreaterThan(0);
});

test('a run whose record was cut off by a kill goes on with the lines that it has', async () => {
  const [first] = await start();
  truncateSync(join(first!.folder, 'run.json'), 20);
  const [again] = await start();
  expect(again).toMatchObject({ folder: first!.folder, status: 'Completed', reused: false });
  expect(JSON.parse(readFileSync(join(again!.folder, 'batch.json'), 'utf8'))).toMatchObject({
    lines: { total: 2, completed: 2, reused: 2 },
  });
});

test('a run that cannot be looked at is named and kept, not made anew', async () => {
  const [first] = await start();
  const record = join(first!.folder, 'run.json');
  rmSync(record);
  // Nothing that is read as a file; who runs the tests may be allowed to read every file.
  mkdirSync(record);
  await expect(start()).rejects.toThrow(new RegExp(`${record}.*EISDIR`));
  expect(existsSync(join(first!.folder, 'details.jsonl'))).toBe(true);
});
