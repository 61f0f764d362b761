import type { Value } from '../../values/value';
import type { Arguments } from '../runtime/arguments';

/** A filter: what stands before the `|`, and what its parentheses hold. */
export type Filter = (input: Value, passed: Arguments, runtime: FilterRuntime) => Value;

/** Filters such as `map` and `select` apply others by name. */
export interface FilterRuntime {
  filter(name: string, input: Value, passed: Arguments): Value;
  test(name: string, input: Value, passed: Arguments): boolean;
}

export type Filters = Readonly<Record<string, Filter>>;
