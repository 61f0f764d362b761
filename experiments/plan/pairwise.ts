import { make } from 'covertable';

/**
 * Rows that take one value of each factor so that any two values of two factors stand together in at least one of them,
 * in far fewer rows than all combinations. The same for the same sizes.
 * @param sizes how many values each factor has
 * @returns for each row, the index of each factor's value
 */
export function coverPairs(sizes: readonly number[]): readonly (readonly number[])[] {
  const [only = 0, ...others] = sizes;
  if (others.length === 0) return Array.from({ length: only }, (_, value) => [value]);
  const factors = sizes.map((size) => Array.from({ length: size }, (_, value) => value));
  return make(factors);
}
