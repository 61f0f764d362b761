import { parseJson } from '../values/parse-json';
import { str } from '../values/python-text';
import { Float, int, isList, type Value } from '../values/value';
import type { ValueType } from '../load/definition';

/** Why a value could not become a type: it does not fit, or it is text that should have been JSON. */
export type ConversionFailure = 'type' | 'json';

export type Conversion =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: ConversionFailure; readonly detail: string };

/** Converts a value to a declared type as Python's constructors do: `int(" 1_000 ")`, `str(None)`, `json.loads`. */
export function convert(value: Value, type: ValueType): Conversion {
  switch (type) {
    case 'int':
      return orMisfit(toInt(value));
    case 'double':
      return orMisfit(toFloat(value));
    case 'bool':
      return orMisfit(toBool(value));
    case 'string':
      return { ok: true, value: str(value) };
    case 'list':
      return toList(value);
    case 'object':
      return toObject(value);
    default:
      return { ok: true, value };
  }
}

function orMisfit(value: Value | undefined): Conversion {
  return value === undefined ? { ok: false, failure: 'type', detail: '' } : { ok: true, value };
}

function toInt(value: Value): Value | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Float) return Number.isFinite(value.value) ? int(BigInt(Math.trunc(value.value))) : undefined;
  if (typeof value !== 'string') return undefined;
  const digits = /^([+-]?)(\d+(?:_\d+)*)$/.exec(withAsciiDigits(value.trim()));
  if (digits === null) return undefined;
  const magnitude = BigInt((digits[2] ?? '').replaceAll('_', ''));
  return int(digits[1] === '-' ? -magnitude : magnitude);
}

/** Python reads the decimal digits of every script. They stand in tens, from zero to nine, in Unicode. */
function withAsciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String((code - zero) % 10);
  });
}

const floatText = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/;
const notFiniteText = /^([+-]?)(?:(inf|infinity)|nan)$/i;

function toFloat(value: Value): Value | undefined {
  if (value instanceof Float) return value;
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint')
    return new Float(Number(value));
  if (typeof value !== 'string') return undefined;
  const text = withAsciiDigits(value.trim());
  if (floatText.test(text)) return new Float(Number(text.replaceAll('_', '')));
  const special = notFiniteText.exec(text);
  if (special === null) return undefined;
  return new Float(special[2] === undefined ? NaN : special[1] === '-' ? -Infinity : Infinity);
}

function toBool(value: Value): Value | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const word = value.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

function toList(value: Value): Conversion {
  if (typeof value !== 'string') return orMisfit(isList(value) ? value : undefined);
  const parsed = fromJson(value);
  return parsed.ok ? orMisfit(isList(parsed.value) ? parsed.value : undefined) : parsed;
}

/** Text becomes what it says in JSON, or stays text. */
function toObject(value: Value): Conversion {
  const parsed = typeof value === 'string' ? fromJson(value) : undefined;
  return parsed?.ok === true ? parsed : { ok: true, value };
}

function fromJson(text: string): Conversion {
  try {
    return { ok: true, value: parseJson(text) };
  } catch (error) {
    return { ok: false, failure: 'json', detail: error instanceof Error ? error.message : String(error) };
  }
}
