import { mean, sampleStandardDeviation } from 'simple-statistics';

export interface Spread {
  readonly count: number;
  /** 0 of no values. */
  readonly mean: number;
  /** Of the sample (n − 1); 0 of fewer than two values. */
  readonly standardDeviation: number;
}

/** How many values there are, where they lie, and how far apart. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    count: values.length,
    mean: values.length === 0 ? 0 : mean([...values]),
    standardDeviation: values.length < 2 ? 0 : sampleStandardDeviation([...values]),
  };
}
