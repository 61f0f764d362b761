import { reprFloat } from '../../values/python-text';
import { roundHalfEven } from './rounding';

/** How a number is to be written: the parts of Python's format specifications that concern digits. */
export interface NumberFormat {
  /** `-`: only for negative numbers; `+` and blank: always. */
  readonly sign: '-' | '+' | ' ';
  /** `0x` and the like; a decimal point in any case. */
  readonly alternate: boolean;
  /** `,` or `_` between groups of digits; empty for none. */
  readonly grouping: string;
  readonly precision: number | undefined;
}

const radixes: Readonly<Record<string, { readonly base: number; readonly prefix: string }>> = {
  b: { base: 2, prefix: '0b' },
  o: { base: 8, prefix: '0o' },
  x: { base: 16, prefix: '0x' },
  X: { base: 16, prefix: '0X' },
};

export function formatInt(value: bigint, type: string, format: NumberFormat): string {
  const radix = radixes[type];
  const magnitude = (value < 0n ? -value : value).toString(radix?.base ?? 10);
  const digits = group(
    type === 'X' ? magnitude.toUpperCase() : magnitude,
    radix === undefined ? 3 : 4,
    format.grouping,
  );
  return signOf(value < 0n, format) + (format.alternate ? (radix?.prefix ?? '') : '') + digits;
}

/** Types e, f, g and %, in either case; `short` for g with a fraction in any case, `repr` for the shortest such text. */
export function formatFloat(value: number, type: string, format: NumberFormat): string {
  const isNegative = value < 0 || Object.is(value, -0);
  const digits = Number.isFinite(value) ? finiteDigits(Math.abs(value), type, format) : notFinite(value, type);
  const [whole, rest] = splitWhole(digits);
  const text = signOf(isNegative, format) + group(whole, 3, format.grouping) + rest;
  return /[EFG]/.test(type) ? text.toUpperCase() : text;
}

function finiteDigits(value: number, type: string, format: NumberFormat): string {
  const { alternate } = format;
  const precision = format.precision ?? 6;
  const point = alternate && precision === 0 ? '.' : '';
  switch (type.toLowerCase()) {
    case 'f':
      return roundHalfEven(value, precision) + point;
    case '%':
      return `${roundHalfEven(value * 100, precision)}${point}%`;
    case 'e':
      return exponential(value, precision);
    case 'g':
      return general(value, precision === 0 ? 1 : precision, alternate);
    case 'short':
      return withFraction(general(value, Math.max(1, precision), alternate));
    default:
      return reprFloat(value);
  }
}

function notFinite(value: number, type: string): string {
  return (Number.isNaN(value) ? 'nan' : 'inf') + (type === '%' ? '%' : '');
}

function exponential(value: number, precision: number): string {
  const [mantissa = '', exponent = '+0'] = value.toExponential(Math.min(precision, 100)).split('e');
  return `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}

function general(value: number, precision: number, keepsZeros: boolean): string {
  const places = Math.min(precision, 100);
  const exponent = value === 0 ? 0 : Number(value.toExponential(places - 1).split('e')[1]);
  const isExponential = exponent < -4 || exponent >= places;
  const text = isExponential ? exponential(value, places - 1) : roundHalfEven(value, places - 1 - exponent);
  if (keepsZeros) return text;
  return text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '');
}

function withFraction(text: string): string {
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function signOf(isNegative: boolean, { sign }: NumberFormat): string {
  return isNegative ? '-' : sign === '-' ? '' : sign;
}

function splitWhole(digits: string): [string, string] {
  const end = /^\d*/.exec(digits)?.[0].length ?? 0;
  return [digits.slice(0, end), digits.slice(end)];
}

function group(digits: string, size: number, separator: string): string {
  if (separator === '') return digits;
  return digits.replace(size === 3 ? /\B(?=(?:\d{3})+$)/g : /\B(?=(?:[\da-fA-F]{4})+$)/g, separator);
}

/** Fills a text up to a width: `<` `>` `^`, or `=` for fill between a number's sign and its digits. */
export function pad(text: string, width: number, align: string, fill: string): string {
  const missing = width - Array.from(text).length;
  if (missing <= 0) return text;
  if (align === '<') return text + fill.repeat(missing);
  if (align === '>') return fill.repeat(missing) + text;
  if (align === '^') return fill.repeat(Math.floor(missing / 2)) + text + fill.repeat(Math.ceil(missing / 2));
  const sign = /^[-+ ]?(?:0[box])?/i.exec(text)?.[0] ?? '';
  return sign + fill.repeat(missing) + text.slice(sign.length);
}
