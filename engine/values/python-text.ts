import {
  Float,
  isDict,
  isInt,
  keyValue,
  LineList,
  NamedTuple,
  ObjectValue,
  PrintedDict,
  SetView,
  Tuple,
  type Value,
} from './value';

/** What Python's `str()` gives: how a value prints in a template, and what a `string` input makes of it. */
export function str(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof LineList) return value.map(str).join('\n');
  return value instanceof ObjectValue ? value.str() : repr(value);
}

/** What Python's `repr()` gives. */
export function repr(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return reprString(value);
  if (isInt(value)) return value.toString();
  if (value instanceof Float) return reprFloat(value.value);
  if (value instanceof NamedTuple) {
    return `${value.typeName}(${[...value.fields].map(([name, item]) => `${name}=${repr(item)}`).join(', ')})`;
  }
  if (value instanceof Tuple) {
    return value.items.length === 1 ? `(${repr(value.items[0] ?? null)},)` : `(${value.items.map(repr).join(', ')})`;
  }
  if (value instanceof ObjectValue) return value.repr();
  if (value instanceof PrintedDict) return value.text;
  if (isDict(value)) return `{${[...value].map(([key, item]) => `${repr(keyValue(key))}: ${repr(item)}`).join(', ')}}`;
  if (value instanceof SetView) return value.length === 0 ? 'set()' : `{${value.map(repr).join(', ')}}`;
  return `[${value.map(repr).join(', ')}]`;
}

/** Shortest digits that read back as the same float, with an exponent below 1e-4 and from 1e16 on, as Python writes them. */
export function reprFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '0', exponentText = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const size = Math.abs(exponent).toString().padStart(2, '0');
    return `${sign}${digits.charAt(0)}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const unprintable = /[\\\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(unprintable, (character) => escapes[character] ?? escapeCodePoint(character));
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

/** A character as `\\x`, `\\u` or `\\U` and its code in hexadecimal. */
export function escapeCodePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
