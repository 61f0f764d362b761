import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { percentile } from '../lines/percentile';

export type Interval = readonly [low: number, high: number];

export interface BootstrapOptions {
  /** Share of samples that the interval covers, such as 0.95. Default: 0.95. */
  readonly confidence?: number;
  /** How often the values are drawn again. Default: 2000. */
  readonly resamples?: number;
}

/** Any number does: it makes intervals the same on every machine and every day. */
const seed = 20_130_401;
/** Above it, values are drawn in groups, which takes no longer for more of them. */
const mostUnits = 2000;

/**
 * The percentile bootstrap interval of a mean (Efron and Tibshirani, An Introduction to the Bootstrap, chapter 13).
 * Absent for fewer than two values, of which nothing can be said.
 */
export function meanInterval(values: readonly number[], options: BootstrapOptions = {}): Interval | undefined {
  if (values.length < 2) return undefined;
  const { confidence = 0.95, resamples = 2000 } = options;
  const means = resampledMeans(values, resamples);
  return [percentile(means, (1 - confidence) / 2), percentile(means, (1 + confidence) / 2)];
}

/**
 * The interval of the mean difference between two runs of the same lines. Lines are drawn in pairs, so that how hard a
 * line is does not count as a difference between the runs.
 * @param pairs for each line its score in one run and in the other
 */
export function differenceInterval(
  pairs: readonly (readonly [one: number, other: number])[],
  options: BootstrapOptions = {},
): Interval | undefined {
  return meanInterval(
    pairs.map(([one, other]) => one - other),
    options,
  );
}

interface Units {
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
}

function resampledMeans(values: readonly number[], resamples: number): readonly number[] {
  const random = xoroshiro128plus(seed);
  const draw = (below: number): number => uniformInt(random, 0, below - 1);
  const { sums, sizes } = values.length > mostUnits ? grouped(values, draw) : single(values);
  return Array.from({ length: resamples }, () => {
    let sum = 0;
    let size = 0;
    for (let count = 0; count < sums.length; count++) {
      const unit = draw(sums.length);
      sum += sums[unit] ?? 0;
      size += sizes[unit] ?? 0;
    }
    return sum / size;
  });
}

function single(values: readonly number[]): Units {
  return { sums: Float64Array.from(values), sizes: new Float64Array(values.length).fill(1) };
}

/** Deals the values out at random, since neighbours in a dataset may be alike: groups of likes would vary too much. */
function grouped(values: readonly number[], draw: (below: number) => number): Units {
  const shuffled = Float64Array.from(values);
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = draw(last + 1);
    const value = shuffled[last] ?? 0;
    shuffled[last] = shuffled[other] ?? 0;
    shuffled[other] = value;
  }
  const sums = new Float64Array(mostUnits);
  const sizes = new Float64Array(mostUnits);
  for (const [index, value] of shuffled.entries()) {
    const unit = index % mostUnits;
    sums[unit] = (sums[unit] ?? 0) + value;
    sizes[unit] = (sizes[unit] ?? 0) + 1;
  }
  return { sums, sizes };
}
