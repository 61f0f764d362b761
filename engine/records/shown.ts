import { ImageValue } from '../images/image';
import { isDict, isList, ObjectValue, Tuple, type Value } from '../values/value';

/** A value as a record shows it: without secrets, and with a text in the place of what JSON cannot hold. */
export function shown(value: Value, mask: (text: string) => string): Value {
  if (typeof value === 'string') return mask(value);
  if (value instanceof ImageValue) return value.repr();
  if (value instanceof ObjectValue) return mask(value.str());
  if (value instanceof Tuple) return value.items.map((item) => shown(item, mask));
  if (isDict(value)) return new Map([...value].map(([key, item]) => [key, shown(item, mask)]));
  return isList(value) ? value.map((item) => shown(item, mask)) : value;
}
