import { formatJson, type JsonFormat } from './format-json';
import { asData } from './data';
import { fromPlain } from './plain';
import type { Value } from './value';

/**
 * A value as JSON for whoever asked: as Python writes it, so that 3.0 does not come back as an int and no int is rounded,
 * but with null for NaN and infinities, which other readers of JSON refuse.
 */
export function strictJson(value: Value, format?: JsonFormat): string {
  return formatJson(value, { ...format, strict: true });
}

/** Plain data as such JSON, of which any part may be a value of a flow; objects are texts. */
export function exactJson(data: unknown, format?: JsonFormat): string {
  return strictJson(asData(fromPlain(data)), format);
}
