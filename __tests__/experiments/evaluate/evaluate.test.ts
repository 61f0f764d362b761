import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type EvaluationEvent, readRunLines, readScores, type RunSummary } from '../../../experiments';
import { JudgedFlow } from '../judged-flow';

let flow: JudgedFlow;
beforeEach(() => (flow = new JudgedFlow()));
afterEach(() => flow.remove());

const right = ['yes', 'yes'] as const;
const wrong = ['yes', 'no'] as const;
const reusedOf = (runs: readonly RunSummary[]) =>
  runs.flatMap(({ evaluations }) => Object.values(evaluations).map(({ reused }) => reused));

test('each evaluation judges each run: metrics, their intervals, and scores of the lines', async () => {
  const runs = await flow.run([
    flow.dataset('easy', [right, right, right, wrong]),
    flow.dataset('hard', [wrong, right]),
  ]);
  const strict = flow.evaluation({ name: 'strict', inputs: { expected: 'yes', answer: '${run.outputs.answer}' } });
  const [easy, hard] = await flow.evaluate(runs, { evaluations: [flow.evaluation(), strict] });
  expect(easy!.metrics).toEqual({
    'quality.accuracy': 0.75,
    'quality.longest': 3,
    'strict.accuracy': 0.75,
    'strict.longest': 3,
  });
  expect(hard!.metrics['quality.accuracy']).toBe(0.5);
  expect(Object.keys(easy!.intervals)).toEqual(['quality.accuracy', 'strict.accuracy']);
  const [low, high] = easy!.intervals['quality.accuracy']!;
  expect(low).toBeLessThan(0.75);
  expect(high).toBe(1);
  const lines = [];
  for await (const line of readRunLines(easy!.folder, await readScores(easy!))) lines.push(line.scores);
  expect(lines[3]).toEqual({
    'quality.grade': { right: false, length: 2 },
    'strict.grade': { right: false, length: 2 },
  });
});

test('another dataset may judge, line by line', async () => {
  const asked = flow.dataset('asked', [right, right]);
  const checked = flow.dataset('checked', [
    ['yes', ''],
    ['no', ''],
  ]);
  const runs = await flow.run([asked]);
  const [run] = await flow.evaluate(runs, { evaluations: [flow.evaluation({ datasets: { asked: checked } })] });
  expect(run!.metrics['quality.accuracy']).toBe(0.5);
  expect(run!.evaluations.quality).toMatchObject({ dataset: 'checked', status: 'Completed' });
});

test('lines that failed are not judged, and it is said how many they are', async () => {
  const runs = await flow.run([flow.dataset('mixed', [right, ['yes', 'error'], wrong, ['unjudgeable', 'yes']])]);
  const [run] = await flow.evaluate(runs);
  expect(run!.metrics['quality.accuracy']).toBe(0.5);
  expect(run!.evaluations.quality!.lines).toEqual({ judged: 2, failed: 1, skipped: 1 });
  expect(run!.evaluations.quality!.error!.message).toContain('cannot judge');
});

test('a run that has no answers is judged by nothing', async () => {
  const [run] = await flow.evaluate(await flow.run([flow.dataset('broken', [['yes', 'error']])]));
  expect(run).toMatchObject({ status: 'Completed', evaluations: {}, metrics: {}, intervals: {} });
});

test('a mapping that names no column fails the evaluation, not the others', async () => {
  const broken = flow.evaluation({ name: 'broken', inputs: { expected: '${data.nothing}' } });
  const runs = await flow.run([flow.dataset('easy', [right, wrong])]);
  const [run] = await flow.evaluate(runs, { evaluations: [broken, flow.evaluation()] });
  expect(run!.evaluations.broken).toMatchObject({ status: 'Failed' });
  expect(run!.evaluations.broken!.error!.message).toContain('${data.nothing}');
  expect(run!.metrics['quality.accuracy']).toBe(0.5);
});

test('evaluations are reused until the answers, the evaluation, the data that judges or the mapping change', async () => {
  const dataset = flow.dataset('easy', [right, wrong]);
  const runs = await flow.run([dataset]);
  const reused = async (changes: Parameters<JudgedFlow['evaluate']>[1] = {}, of = runs) =>
    reusedOf(await flow.evaluate(of, changes));
  expect(await reused()).toEqual([false]);
  expect(await reused()).toEqual([true]);
  expect(await reused({ evaluations: [flow.evaluation({ name: 'renamed' })] })).toEqual([true]);
  expect(await reused({ evaluations: [flow.evaluation({ flowHash: 'judge 2' })] })).toEqual([false]);
  expect(await reused({ connections: 'another model' })).toEqual([false]);
  expect(
    await reused({ evaluations: [flow.evaluation({ inputs: { expected: 'yes', answer: '${data.says}' } })] }),
  ).toEqual([false]);
  expect(
    await reused({ evaluations: [flow.evaluation({ datasets: { easy: flow.dataset('other', [right, right]) } })] }),
  ).toEqual([false]);
  expect(await reused({ fresh: true })).toEqual([false]);
  expect(await reused({}, await flow.run([dataset], { fresh: true }))).toEqual([false]);
});

test('two evaluations at once judge a run once, and times can be judged at the same time', async () => {
  const runs = await flow.run([flow.dataset('easy', [right, wrong])]);
  const timed = flow.evaluation({ name: 'timed', inputs: { expected: 'yes', answer: '${run.system.duration_ms}' } });
  const both = await Promise.all(
    [1, 2].map(() => flow.evaluate(runs, { evaluations: [flow.evaluation(), timed], evaluationsAtOnce: 2 })),
  );
  expect(reusedOf(both.flat()).filter((reused) => !reused)).toHaveLength(2);
  expect(both.flat().map(({ evaluations }) => evaluations.timed!.status)).toEqual(['Completed', 'Completed']);
  expect(readdirSync(join(flow.root, 'experiments/evaluations')).filter((name) => name.endsWith('.lock'))).toEqual([]);
});

test('an evaluation that was stopped goes on where it was', async () => {
  const runs = await flow.run([
    flow.dataset(
      'long',
      Array.from({ length: 30 }, () => right),
    ),
  ]);
  const stop = new AbortController();
  const lines: number[] = [];
  const onEvent = (event: EvaluationEvent) => {
    if (event.type === 'line-ended' && lines.push(event.done) === 3) stop.abort(new Error('stopped'));
  };
  await expect(flow.evaluate(runs, { concurrency: 1, signal: stop.signal, onEvent })).rejects.toThrow('stopped');
  const [run] = await flow.evaluate(runs);
  expect(run!.evaluations.quality!.lines.judged).toBe(30);
  expect(run!.metrics['quality.accuracy']).toBe(1);
});

test('evaluations add to what other evaluations found', async () => {
  const first = await flow.evaluate(await flow.run([flow.dataset('easy', [right, wrong])]));
  const [run] = await flow.evaluate(first, { evaluations: [flow.evaluation({ name: 'more' })] });
  expect(Object.keys(run!.evaluations)).toEqual(['quality', 'more']);
  expect(Object.keys(run!.intervals)).toEqual(['quality.accuracy', 'more.accuracy']);
});
