import { formatJson } from '../values/format-json';
import { Float, isDict, Tuple, type Value } from '../values/value';

/**
 * A value as the JSON that a caller gets: as Python writes it, so that 3.0 does not come back as an int and no int is
 * rounded, but with null for NaN and infinities, which other readers of JSON refuse.
 */
export function callerJson(value: Value): string {
  return formatJson(standard(value));
}

function standard(value: Value): Value {
  if (value instanceof Float) return Number.isFinite(value.value) ? value : null;
  if (isDict(value)) return new Map([...value].map(([key, item]) => [key, standard(item)]));
  if (value instanceof Tuple) return value.items.map(standard);
  return Array.isArray(value) ? value.map(standard) : value;
}
