import { Float, int, isDict, ObjectValue, Tuple, type DictKey, type Value } from './value';

/**
 * Plain JavaScript data as a flow sees it. A `number` without a fraction becomes an int, since JavaScript cannot tell
 * 1.0 from 1: pass a `Float`, or text through `parseJson`, where that matters. Functions and symbols are refused.
 */
export function fromPlain(plain: unknown): Value {
  if (plain === null || plain === undefined) return null;
  if (typeof plain === 'string' || typeof plain === 'boolean') return plain;
  if (typeof plain === 'bigint') return int(plain);
  if (typeof plain === 'number') return Number.isInteger(plain) ? int(plain) : new Float(plain);
  if (plain instanceof Float || plain instanceof Tuple || plain instanceof ObjectValue) return plain;
  if (Array.isArray(plain)) return plain.map(fromPlain);
  if (plain instanceof Map) return new Map([...plain].map(([key, item]) => [key as DictKey, fromPlain(item)]));
  if (typeof plain === 'object') {
    const entries = Object.entries(plain).filter(([, item]) => item !== undefined);
    return new Map(entries.map(([key, item]) => [key, fromPlain(item)]));
  }
  throw new TypeError(`A flow cannot hold a value of JavaScript type ${typeof plain}; pass JSON-like data.`);
}

/**
 * A flow's value as plain JavaScript data. Floats and ints both become `number` (ints beyond 2^53 round), tuples arrays
 * and dicts objects.
 */
export function toPlain(value: Value): unknown {
  if (value instanceof Float) return value.value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Tuple) return value.items.map(toPlain);
  if (value instanceof ObjectValue) return value.str();
  if (isDict(value)) {
    const object: Record<string, unknown> = {};
    for (const [key, item] of value) {
      // A plain assignment to __proto__ would set the prototype instead.
      Object.defineProperty(object, String(key), {
        value: toPlain(item),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return object;
  }
  return Array.isArray(value) ? value.map(toPlain) : value;
}
