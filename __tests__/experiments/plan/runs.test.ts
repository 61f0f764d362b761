import fc from 'fast-check';
import { countRuns, planRuns } from '../../../experiments/plan/runs';
import { type Experiment, type VariedNode } from '../../../model';

const classify: VariedNode = { node: 'classify', default: 'rubric', variants: ['zero_shot', 'rubric', 'examples'] };
const answer: VariedNode = { node: 'answer', default: 'short', variants: ['short', 'long'] };

function experiment(changes: Partial<Experiment> = {}): Experiment {
  return {
    datasets: [{ name: 'web', asset: 'triage-web', path: '/data/web.jsonl' }],
    inputs: {},
    variants: 'one-at-a-time',
    variedNodes: [classify, answer],
    parameters: {},
    confirmAbove: 50,
    ...changes,
  };
}

const labels = (changes: Partial<Experiment>) => planRuns(experiment(changes)).map(({ label }) => label);

test('one at a time, each variant runs beside the other defaults, and no combination twice', () => {
  expect(labels({})).toEqual(['defaults', 'classify=zero_shot', 'classify=examples', 'answer=long']);
});

test('a grid has all combinations', () => {
  expect(labels({ variants: 'grid' })).toHaveLength(6);
  expect(labels({ variants: 'grid' })[0]).toBe('defaults');
});

test('defaults only is one run on each dataset', () => {
  expect(labels({ variants: 'default-only' })).toEqual(['defaults']);
});

test('a list is completed with defaults, and begins with what a release runs', () => {
  expect(labels({ variants: [{ classify: 'zero_shot' }, { answer: 'short' }] })).toEqual([
    'defaults',
    'classify=zero_shot',
  ]);
});

test('parameters sweep each choice, and the run without them stays', () => {
  expect(labels({ variedNodes: [answer], parameters: { 'answer.temperature': [0, 0.2] } })).toEqual([
    'defaults',
    'answer.temperature=0',
    'answer.temperature=0.2',
    'answer=long, answer.temperature=0',
    'answer=long, answer.temperature=0.2',
  ]);
});

test('every dataset has every choice, under ids that differ', () => {
  const email = { name: 'email', asset: 'triage-email', path: '/data/email.jsonl' };
  const runs = planRuns(experiment({ datasets: [...experiment().datasets, email] }));
  expect(runs).toHaveLength(8);
  expect(new Set(runs.map(({ id }) => id)).size).toBe(8);
  expect(runs.filter(({ isDefault }) => isDefault).map(({ dataset }) => dataset.name)).toEqual(['web', 'email']);
});

const spaces = fc.record({
  variedNodes: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 5 }).map((sizes) =>
    sizes.map((size, index): VariedNode => {
      const variants = Array.from({ length: size }, (_, one) => `v${one}`);
      return { node: `n${index}`, default: 'v0', variants };
    }),
  ),
  parameters: fc
    .array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 })
    .map((sizes) =>
      Object.fromEntries(
        sizes.map((size, index) => [`n.p${index}`, Array.from({ length: size }, (_, value) => value)]),
      ),
    ),
});

test('pairwise covers every pair of values, with no run twice and never more than the grid', () => {
  fc.assert(
    fc.property(spaces, (space) => {
      const runs = planRuns(experiment({ ...space, variants: 'pairwise' }));
      const grid = countRuns(experiment({ ...space, variants: 'grid' }));
      expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length);
      expect(runs.length).toBeLessThanOrEqual(Math.max(1, grid) + 1);
      const factors = [
        ...space.variedNodes.map(({ node, variants }) => [node, variants] as const),
        ...Object.entries(space.parameters),
      ];
      const rows = runs.map(({ variants, parameters }): Record<string, unknown> => ({ ...variants, ...parameters }));
      for (const [index, [one, values]] of factors.entries()) {
        for (const [other, others] of factors.slice(index + 1)) {
          for (const a of values) {
            for (const b of others) expect(rows.some((row) => row[one] === a && row[other] === b)).toBe(true);
          }
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('runs are counted before they are planned, whatever the mode', () => {
  const modes = fc.constantFrom<Experiment['variants'][]>('default-only', 'one-at-a-time', 'grid', 'pairwise', [
    { n0: 'v0' },
    { n0: 'v0', n1: 'v0' },
    {},
  ]);
  fc.assert(
    fc.property(spaces, modes, (space, variants) => {
      const planned = experiment({ ...space, variants });
      expect(countRuns(planned)).toBe(planRuns(planned).length);
    }),
    { numRuns: 60 },
  );
  const values = Array.from({ length: 10 }, (_, value) => value);
  const parameters = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`classify.p${index}`, values]));
  expect(countRuns(experiment({ parameters }))).toBe(4 * 10 ** 9 + 1);
});
