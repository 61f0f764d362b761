import { isDict, isList, ObjectValue, Tuple, type Value } from './value';

/** A value with a text in the place of each object that JSON cannot hold. */
export function asData(value: Value): Value {
  if (value instanceof ObjectValue) return value.str();
  if (value instanceof Tuple) return value.items.map(asData);
  if (isDict(value)) return new Map([...value].map(([key, item]) => [key, asData(item)]));
  return isList(value) ? value.map(asData) : value;
}
