import { judgeGates, type RunSummary } from '../../../experiments';
import { type Gate } from '../../../model';
import { JudgedFlow } from '../judged-flow';

type Pair = readonly [expected: string, says: string];
const gate = (changes: Partial<Gate>): Gate => ({
  evaluation: 'quality',
  metric: 'accuracy',
  better: 'higher',
  confidence: 0.95,
  unsure: 'pass',
  ...changes,
});
const notWorse = (by = 0, changes: Partial<Gate> = {}) =>
  gate({ notWorseThan: { release: 'current', by }, ...changes });

/** What versions of the flow answer to each of sixty questions: how often they are wrong, and on which lines. */
const wrongIn = {
  good: (line: number) => line % 6 === 0,
  alike: (line: number) => line % 6 === 1 || line === 2,
  poor: (line: number) => line % 2 === 0,
};
const questions = Array.from({ length: 60 }, (_, line): Pair => {
  const says = Object.entries(wrongIn).map(([version, isWrong]) => [version, isWrong(line) ? 'no' : 'yes']);
  return ['yes', JSON.stringify(Object.fromEntries(says))];
});

let flow: JudgedFlow;
let versions: Readonly<Record<'good' | 'alike' | 'poor' | 'broken', RunSummary>>;
beforeAll(async () => {
  flow = new JudgedFlow();
  const answered = await flow.run([flow.dataset('web', questions)], {}, ['good', 'alike', 'poor']);
  const failed = await flow.run([flow.dataset('broken', [['yes', 'error']])]);
  const judged = await flow.evaluate([...answered.slice(1), ...failed]);
  // Each stands for a version of the flow, and so for what a release runs.
  const [good, alike, poor, broken] = judged.map((run) => ({ ...run, isDefault: true }));
  versions = { good: good!, alike: alike!, poor: poor!, broken: broken! };
});
afterAll(() => flow.remove());

test('a fixed bound is met or missed by so much', async () => {
  const [low, high, exact] = await judgeGates(
    [gate({ min: 0.9 }), gate({ metric: 'longest', max: 2 }), gate({ min: 0.5 })],
    [versions.poor],
  );
  expect(low).toEqual({
    ...{ gate: 'quality.accuracy', dataset: 'web', kind: 'min', bound: 0.9, value: 0.5 },
    ...{ missedBy: expect.closeTo(0.4, 12), status: 'failed', passed: false },
  });
  expect(high).toMatchObject({ kind: 'max', bound: 2, value: 3, missedBy: 1, passed: false });
  expect(exact).toMatchObject({ missedBy: 0, status: 'passed', passed: true });
});

test('only what a release would run is judged, on each dataset', async () => {
  const elsewhere = { ...versions.poor, dataset: { ...versions.poor.dataset, name: 'email' } };
  const variant = { ...versions.poor, isDefault: false };
  const results = await judgeGates([gate({ min: 0.8 })], [versions.good, variant, elsewhere]);
  expect(results.map(({ dataset, passed }) => [dataset, passed])).toEqual([
    ['web', true],
    ['email', false],
  ]);
});

test('a version that is worse beyond chance fails, and one that is better passes', async () => {
  const [worse] = await judgeGates([notWorse(0.01)], [versions.poor], [versions.good]);
  expect(worse).toMatchObject({ kind: 'notWorseThan', status: 'failed', passed: false, bound: 0.8333, value: 0.5 });
  expect(worse!.missedBy).toBeCloseTo(0.3333 - 0.01, 12);
  expect(worse!.interval![1]).toBeLessThan(-0.01);
  const [better] = await judgeGates([notWorse()], [versions.good], [versions.poor]);
  expect(better).toMatchObject({ status: 'passed', passed: true, missedBy: 0 });
});

test('a difference within chance is left undecided, and the gate says what that counts as', async () => {
  const gates = [notWorse(), notWorse(0, { unsure: 'fail' })];
  const results = await judgeGates(gates, [versions.alike], [versions.good]);
  expect(results.map(({ status, passed }) => [status, passed])).toEqual([
    ['undecided', true],
    ['undecided', false],
  ]);
  expect(results[0]!.missedBy).toBeGreaterThan(0);
});

test('where lower is better, the comparison turns round', async () => {
  const lower = notWorse(0, { better: 'lower' });
  const [fewer, more] = [
    await judgeGates([lower], [versions.poor], [versions.good]),
    await judgeGates([lower], [versions.good], [versions.poor]),
  ];
  expect([fewer[0]!.status, more[0]!.status]).toEqual(['passed', 'failed']);
});

test('the same answers as before are no worse', async () => {
  const [same] = await judgeGates([notWorse(0, { unsure: 'fail' })], [versions.good], [versions.good]);
  expect(same).toMatchObject({ status: 'passed', interval: [0, 0], missedBy: 0 });
});

test('before the first release there is nothing to compare with', async () => {
  const [first] = await judgeGates([notWorse()], [versions.poor]);
  expect(first).toMatchObject({ status: 'passed', passed: true, value: 0.5 });
  expect(first!.reason).toContain('nothing to compare with');
  expect(first).not.toHaveProperty('bound');
});

test('a metric that is no mean of line scores is compared by its values alone', async () => {
  const [result] = await judgeGates([notWorse(0, { metric: 'longest' })], [versions.poor], [versions.good]);
  expect(result).toMatchObject({ status: 'passed', bound: 3, value: 3 });
  expect(result!.reason).toContain('without an interval');
});

test('where the data has changed since, lines are not compared', async () => {
  const others = questions.map(([expected, says], line): Pair => [expected, line === 7 ? `${says} ` : says]);
  const changed = await flow.run([flow.dataset('changed', others)], {}, ['poor']);
  const [run] = await flow.evaluate(changed.slice(1));
  const renamed = { ...run!, isDefault: true, dataset: versions.good.dataset };
  const [result] = await judgeGates([notWorse()], [renamed], [versions.good]);
  expect(result).toMatchObject({ status: 'failed', value: 0.5, bound: 0.8333 });
  expect(result!.reason).toContain('inputs of the lines have changed');
  expect(result).not.toHaveProperty('interval');
});

test('a gate without a value fails, and says why', async () => {
  const gates = [
    gate({ min: 0.5 }),
    gate({ evaluation: 'speed', min: 1 }),
    gate({ metric: 'note', min: 1 }),
    notWorse(),
  ];
  const [unmeasured] = await judgeGates([gates[0]!], [versions.broken]);
  expect(unmeasured).toMatchObject({
    status: 'failed',
    passed: false,
    reason: expect.stringContaining('cannot answer'),
  });
  const [, unjudged, noNumber] = await judgeGates(gates, [versions.good]);
  expect(unjudged!.reason).toContain("'speed' did not judge the run");
  expect(noNumber!.reason).toContain("no metric 'note' that is a number");
});
