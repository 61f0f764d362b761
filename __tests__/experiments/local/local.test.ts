import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compareRuns, evaluate, type LocalExperiment, runExperiment } from '../../../experiments/local';

const flows = resolve(__dirname, '../../../flows/reply-composer');
const data = { delays: join(flows, 'data/delays.jsonl') };
const evaluations = {
  content: {
    flow: join(flows, 'evaluation'),
    inputs: {
      must_mention: '${data.must_mention}',
      expected_review: '${data.expected_review}',
      reply: '${run.outputs.reply}',
      needs_review: '${run.outputs.needs_review}',
    },
  },
};

let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'llmops-local-'))));
afterAll(() => rmSync(directory, { recursive: true }));

const run = (changes: Partial<LocalExperiment> = {}) =>
  runExperiment({ flow: join(flows, 'standard'), data, lines: 6, directory, ...changes });

test('a flow in a folder runs with its variants, is evaluated, and two runs are compared', async () => {
  const runs = await evaluate(await run(), { evaluations });
  const [friendly, formal] = runs;
  expect(runs.map(({ label }) => label)).toEqual(['defaults', 'write_opening=formal']);
  expect(friendly!.metrics['content.fact_coverage']).toBeGreaterThan(0);
  const { metrics, changedLines, lines } = await compareRuns(friendly!, formal!);
  expect(lines).toBe(6);
  expect(changedLines).toHaveLength(6);
  expect(changedLines[0]).toMatchObject({
    line: 0,
    one: { outputs: { reply: expect.stringContaining('Hi Ines') } },
    other: { outputs: { reply: expect.not.stringContaining('Hi Ines') } },
  });
  const coverage = metrics.find(({ metric }) => metric === 'content.fact_coverage');
  expect(coverage?.difference).toBeCloseTo(coverage!.other - coverage!.one);
  const same = await compareRuns(friendly!, friendly!);
  expect(same.changedLines).toEqual([]);
  const interval = { difference: 0, interval: [0, 0], decided: false };
  expect(same.metrics).toContainEqual(expect.objectContaining({ metric: 'content.fact_coverage', ...interval }));
});

test('what ran before is reused until the flow, the variants or the connections are others', async () => {
  const reused = async (changes: Partial<LocalExperiment> = {}) => (await run(changes)).map((one) => one.reused);
  const connection = { name: 'aoai', type: 'azure_open_ai', configs: { api_base: 'https://one' }, secrets: {} };
  expect(await reused()).toEqual([true, true]);
  expect(await reused({ variants: 'default-only' })).toEqual([true]);
  expect(await reused({ variants: 'default-only', connections: [connection] })).toEqual([false]);
});

test('runs on different data are not compared', async () => {
  const refunds = await run({ data: { refunds: join(flows, 'data/refunds.jsonl') }, variants: 'default-only' });
  const delays = await run({ variants: 'default-only' });
  await expect(compareRuns(delays[0]!, refunds[0]!)).rejects.toThrow('one is on delays, the other on refunds');
});

test('a folder without a flow is refused', async () => {
  await expect(run({ flow: join(flows, 'data') })).rejects.toThrow(/flow\.dag\.yaml/);
});
