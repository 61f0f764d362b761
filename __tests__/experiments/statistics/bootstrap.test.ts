import fc from 'fast-check';
import { differenceInterval, meanInterval, percentile, spreadOf } from '../../../experiments';

/** Survival of treated mice in days: Efron and Tibshirani, An Introduction to the Bootstrap, table 2.1. */
const treatedMice = [94, 197, 16, 38, 99, 141, 23];

/** Means of all samples with replacement that there are: what drawing at random comes near to. */
function everyResampledMean(values: readonly number[]): number[] {
  const means: number[] = [];
  for (let code = 0; code < values.length ** values.length; code++) {
    let sum = 0;
    for (let rest = code, place = 0; place < values.length; place++, rest = Math.floor(rest / values.length)) {
      sum += values[rest % values.length]!;
    }
    means.push(sum / values.length);
  }
  return means;
}

/** The number of successes that a share of binomial draws does not exceed, from exact probabilities. */
function binomialQuantile(draws: number, chance: number, share: number): number {
  // As a logarithm: none of many thousand draws has a probability below what a number can hold.
  let logarithm = draws * Math.log(1 - chance);
  let total = Math.exp(logarithm);
  let successes = 0;
  while (total < share && successes < draws) {
    logarithm += Math.log((draws - successes) / (successes + 1)) + Math.log(chance / (1 - chance));
    successes += 1;
    total += Math.exp(logarithm);
  }
  return successes;
}

test('the interval of a mean comes near to that of all samples there are', () => {
  const exact = everyResampledMean(treatedMice);
  const [low, high] = meanInterval(treatedMice)!;
  const standardError = spreadOf(exact).standardDeviation;
  // Table 2.1 has 25.24 from the sample's variance; the bootstrap divides by n, not by n - 1.
  expect(standardError).toBeCloseTo(25.24 * Math.sqrt(6 / 7), 1);
  expect(Math.abs(low - percentile(exact, 0.025))).toBeLessThan(0.15 * standardError);
  expect(Math.abs(high - percentile(exact, 0.975))).toBeLessThan(0.15 * standardError);
});

test.each([
  { lines: 40, right: 32, confidence: 0.95 },
  { lines: 300, right: 240, confidence: 0.9 },
  { lines: 2000, right: 1000, confidence: 0.95 },
  { lines: 5000, right: 4500, confidence: 0.95 },
  { lines: 50_000, right: 42_000, confidence: 0.99 },
])('the interval of $right right answers in $lines is binomial', ({ lines, right, confidence }) => {
  const values = Array.from({ length: lines }, (_, index) => (index < right ? 1 : 0));
  const [low, high] = meanInterval(values, { confidence })!;
  const share = right / lines;
  const error = Math.sqrt((share * (1 - share)) / lines);
  const tolerance = 0.25 * error + 1 / lines;
  expect(Math.abs(low - binomialQuantile(lines, share, (1 - confidence) / 2) / lines)).toBeLessThan(tolerance);
  expect(Math.abs(high - binomialQuantile(lines, share, (1 + confidence) / 2) / lines)).toBeLessThan(tolerance);
});

test('pairs tell a small steady difference from noise that is the same in both runs', () => {
  const hardness = Array.from({ length: 60 }, (_, line) => Math.sin(line * 7.3) * 5);
  const pairs = hardness.map((score, line) => [score + 0.2 + 0.05 * Math.sin(line), score] as const);
  const [low, high] = differenceInterval(pairs)!;
  expect(low).toBeGreaterThan(0.15);
  expect(high).toBeLessThan(0.25);
});

test('one value says nothing of where others would lie', () => {
  expect(meanInterval([1])).toBeUndefined();
  expect(meanInterval([])).toBeUndefined();
  expect(differenceInterval([[1, 0]])).toBeUndefined();
});

const scores = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 60 });
const few = { resamples: 200 };

test('intervals are the same each time, within the values, and wider where more confidence is asked for', () => {
  fc.assert(
    fc.property(scores, (values) => {
      const [low, high] = meanInterval(values, few)!;
      expect(meanInterval(values, few)).toEqual([low, high]);
      expect(low).toBeLessThanOrEqual(high);
      expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
      expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      const [lower, higher] = meanInterval(values, { ...few, confidence: 0.99 })!;
      expect(lower).toBeLessThanOrEqual(low);
      expect(higher).toBeGreaterThanOrEqual(high);
    }),
    { numRuns: 40 },
  );
});

test('a steady shift of all values shifts the interval, and the same scores do not differ', () => {
  fc.assert(
    fc.property(scores, fc.double({ min: -10, max: 10, noNaN: true }), (values, shift) => {
      const [low, high] = meanInterval(values, few)!;
      const [shiftedLow, shiftedHigh] = meanInterval(
        values.map((value) => value + shift),
        few,
      )!;
      expect(shiftedLow).toBeCloseTo(low + shift, 6);
      expect(shiftedHigh).toBeCloseTo(high + shift, 6);
      const same = differenceInterval(
        values.map((value) => [value, value]),
        few,
      );
      expect(same).toEqual([0, 0]);
    }),
    { numRuns: 40 },
  );
});

test('mean and deviation are those of the sample', () => {
  expect(spreadOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
    count: 8,
    mean: 5,
    standardDeviation: expect.closeTo(Math.sqrt(32 / 7), 12),
  });
  expect(spreadOf([3])).toEqual({ count: 1, mean: 3, standardDeviation: 0 });
  expect(spreadOf([])).toEqual({ count: 0, mean: 0, standardDeviation: 0 });
});
