import { reprFloat } from './python-text';
import {
  Float,
  isDict,
  isInt,
  ObjectValue,
  ObjectView,
  Tuple,
  typeName,
  type Dict,
  type DictKey,
  type Value,
} from './value';

export interface JsonFormat {
  /** Escape everything beyond ASCII. */
  readonly ascii?: boolean;
  readonly sortKeys?: boolean;
  /** Write null for NaN and infinities, which JSON does not have. */
  readonly strict?: boolean;
  /** Blanks for each level; without it all stands on one line. */
  readonly indent?: number;
}

/**
 * Writes JSON as Python's `json.dumps` does: `1.0` for floats without a fraction, `NaN` and `Infinity` as such, a blank
 * after each comma and colon. Throws a `TypeError` for what Python cannot write either.
 */
export function formatJson(value: Value, format: JsonFormat = {}): string {
  return write(value, format, 0);
}

function write(value: Value, format: JsonFormat, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (isInt(value)) return value.toString();
  if (typeof value === 'string') return writeString(value, format);
  if (value instanceof Float)
    return format.strict === true && !Number.isFinite(value.value) ? 'null' : writeFloat(value.value);
  if (value instanceof ObjectView && value.parts.chars !== undefined) return writeString(value.parts.chars, format);
  if (value instanceof ObjectValue) {
    throw new TypeError(`Object of type ${typeName(value).replace(/^.*\./, '')} is not JSON serializable`);
  }
  const items: string[] = [];
  if (!isDict(value)) {
    for (const item of value instanceof Tuple ? value.items : value) items.push(write(item, format, depth + 1));
    return wrap('[]', items, format, depth);
  }
  for (const [key, item] of format.sortKeys === true ? sorted(value) : value) {
    items.push(`${writeString(keyText(key), format)}: ${write(item, format, depth + 1)}`);
  }
  return wrap('{}', items, format, depth);
}

function sorted(dict: Dict): [DictKey, Value][] {
  return [...dict].sort(([left], [right]) => (keyText(left) < keyText(right) ? -1 : 1));
}

function wrap(brackets: '{}' | '[]', items: readonly string[], format: JsonFormat, depth: number): string {
  if (items.length === 0) return brackets;
  const [open = '', close = ''] = brackets;
  if (format.indent === undefined) return open + items.join(', ') + close;
  const line = (level: number): string => `\n${' '.repeat((format.indent ?? 0) * level)}`;
  return open + line(depth + 1) + items.join(`,${line(depth + 1)}`) + line(depth) + close;
}

function writeFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return reprFloat(value);
}

function writeString(text: string, format: JsonFormat): string {
  const quoted = JSON.stringify(text);
  if (!format.ascii) return quoted;
  return quoted.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function keyText(key: DictKey): string {
  if (typeof key === 'string') return key;
  return typeof key === 'number' && !Number.isInteger(key) ? writeFloat(key) : String(key);
}
