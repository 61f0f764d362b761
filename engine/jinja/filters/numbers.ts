import { repr } from '../../values/python-text';
import { Float, int, typeName, type Value } from '../../values/value';
import { convert } from '../../conversion/convert';
import { RenderError } from '../errors';
import { negate, numberOf } from '../runtime/arithmetic';
import type { Arguments } from '../runtime/arguments';
import { textOf, Undefined } from '../runtime/objects';
import { characters } from '../text/code-points';
import { roundHalfEven } from '../text/rounding';
import type { Filters } from './filter';

/** Filters about numbers. */
export const numberFilters: Filters = {
  abs: (input) => {
    const number = requireNumber(input, (type) => `bad operand type for abs(): '${type}'`);
    const isNegative = number instanceof Float ? number.value < 0 : number < 0;
    return isNegative ? negate('-', number) : number;
  },
  int: toInt,
  float: toFloat,
  round,
  filesizeformat: fileSize,
};

function toInt(input: Value, passed: Arguments): Value {
  if (input instanceof Undefined) input.fail();
  const fallback = passed.or(0, 'default', 0);
  const base = passed.integer(1, 'base', 10);
  const text = textOf(input);
  if (text !== undefined && base !== 10) return parseBase(text.trim().toLowerCase(), base) ?? fallback;
  const whole = input === null ? undefined : converted(text ?? input, 'int');
  if (whole !== undefined) return whole;
  const float = text === undefined ? undefined : converted(text, 'double');
  const number = float ?? input;
  if (number instanceof Float && Math.abs(number.value) === Infinity) {
    throw new RenderError('OverflowError', 'cannot convert float infinity to integer');
  }
  return (float === undefined ? undefined : converted(float, 'int')) ?? fallback;
}

function toFloat(input: Value, passed: Arguments): Value {
  if (input instanceof Undefined) input.fail();
  const fallback = passed.or(0, 'default', new Float(0));
  return (input === null ? undefined : converted(textOf(input) ?? input, 'double')) ?? fallback;
}

function converted(value: Value, type: 'int' | 'double'): Value | undefined {
  const conversion = convert(value, type);
  return conversion.ok ? conversion.value : undefined;
}

const prefixes: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 16: '0x' };

function parseBase(text: string, base: number): Value | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const unsigned = text.replace(/^[+-]/, '');
  const prefix = prefixes[base] ?? '';
  const digits = prefix !== '' && unsigned.startsWith(prefix) ? unsigned.slice(prefix.length) : unsigned;
  const values = characters(digits.replaceAll('_', '')).map((digit) => parseInt(digit, 36));
  if (values.length === 0 || values.some((value) => Number.isNaN(value) || value >= base)) return undefined;
  return int(BigInt(sign) * values.reduce((total, value) => total * BigInt(base) + BigInt(value), 0n));
}

function round(input: Value, passed: Arguments): Value {
  const method = passed.text(1, 'method', 'common');
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw new RenderError('FilterArgumentError', 'method must be common, ceil or floor');
  }
  const precision = passed.integer(0, 'precision', 0);
  if (method === 'common') return roundToEven(input, precision);
  if (input instanceof Undefined) input.fail();
  const number = requireNumber(input, (type) => `must be real number, not ${type}`);
  const scale = 10 ** precision;
  const scaled = Number(number instanceof Float ? number.value : number) * scale;
  return new Float((method === 'ceil' ? Math.ceil(scaled) : Math.floor(scaled)) / scale);
}

function roundToEven(input: Value, precision: number): Value {
  const number = requireNumber(input, (type) => `type ${type} doesn't define __round__ method`);
  if (number instanceof Float) return new Float(Number(roundHalfEven(number.value, precision)));
  return precision >= 0 ? number : roundInt(BigInt(number), -precision);
}

/** Rounds to tens, hundreds, …, halves to the even neighbour. */
function roundInt(value: bigint, zeros: number): Value {
  const unit = 10n ** BigInt(zeros);
  const rest = ((value % unit) + unit) % unit;
  const below = value - rest;
  const up = rest * 2n > unit || (rest * 2n === unit && (below / unit) % 2n !== 0n);
  return int(up ? below + unit : below);
}

function requireNumber(input: Value, complain: (type: string) => string): number | bigint | Float {
  const number = numberOf(input);
  if (number === undefined) throw new RenderError('TypeError', complain(typeName(input)));
  return number;
}

function fileSize(input: Value, passed: Arguments): Value {
  const isBinary = passed.flag(0, 'binary', false);
  const base = isBinary ? 1024 : 1000;
  if (input instanceof Undefined) input.fail();
  if (textOf(input) === undefined && numberOf(input) === undefined) {
    const type = typeName(input);
    throw new RenderError('TypeError', `float() argument must be a string or a real number, not '${type}'`);
  }
  const bytes = converted(textOf(input) ?? input, 'double');
  if (!(bytes instanceof Float))
    throw new RenderError('ValueError', `could not convert string to float: ${repr(input)}`);
  if (bytes.value === 1) return '1 Byte';
  if (bytes.value < base) return `${Math.trunc(bytes.value)} Bytes`;
  const units = isBinary
    ? ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']
    : ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
  const place = Math.min(units.length, Math.floor(Math.log(bytes.value) / Math.log(base) + 1e-12));
  return `${roundHalfEven(bytes.value / base ** place, 1)} ${units[place - 1] ?? ''}`;
}
