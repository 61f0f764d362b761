import { formatJson, type JsonFormat } from './format-json';
import { asData } from './data';
import { fromPlain } from './plain';
import { Float, isDict, isList, Tuple, type Value } from './value';

/**
 * A value as JSON for whoever asked: as Python writes it, so that 3.0 does not come back as an int and no int is rounded,
 * but with null for NaN and infinities, which other readers of JSON refuse.
 */
export function strictJson(value: Value, format?: JsonFormat): string {
  return formatJson(withoutNotFinite(value), format);
}

/** Plain data as such JSON, of which any part may be a value of a flow; objects are texts. */
export function exactJson(data: unknown, format?: JsonFormat): string {
  return strictJson(asData(fromPlain(data)), format);
}

/** The same value with null for NaN and infinities, which JSON does not have. */
export function withoutNotFinite(value: Value): Value {
  if (value instanceof Float) return Number.isFinite(value.value) ? value : null;
  if (isDict(value)) return new Map([...value].map(([key, item]) => [key, withoutNotFinite(item)]));
  if (value instanceof Tuple) return value.items.map(withoutNotFinite);
  return isList(value) ? value.map(withoutNotFinite) : value;
}
