import { Float, isDict, isList, ObjectValue, Tuple, type Value } from './value';

/** Whether Python takes a value for true: empty texts and containers, zeros and None are false. */
export function truthy(value: Value): boolean {
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Tuple) return value.items.length > 0;
  if (value instanceof ObjectValue) return value.truthy;
  if (isDict(value)) return value.size > 0;
  if (isList(value)) return value.length > 0;
  return Boolean(value);
}
