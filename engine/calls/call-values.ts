import { isDict, type Dict, type Value } from '../values/value';

/** A dict; an empty one for what is none. */
export function dictOf(value: Value): Dict {
  return isDict(value) ? value : new Map();
}

/** The items of a dict by their keys as texts. */
export function named(value: Value): ReadonlyMap<string, Value> {
  return new Map([...dictOf(value)].map(([name, item]) => [String(name), item]));
}
