import { escapeCodePoint, repr, str } from '../../values/python-text';
import { Float, isDict, isInt, isList, Tuple, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { Undefined } from '../runtime/objects';
import { characters } from './code-points';
import { formatFloat, formatInt, pad } from './number-format';

const directive = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)?/gs;

/** Python's `format % values`. */
export function percentFormat(format: string, values: Value): string {
  const queue = new Values(values);
  let end = 0;
  let text = '';
  for (const found of format.matchAll(directive)) {
    text += format.slice(end, found.index) + expand(found, queue);
    end = found.index + found[0].length;
  }
  queue.finish();
  return text + format.slice(end);
}

/** The right side of `%`: a tuple's items one after the other, a dict's by name, or one value. */
class Values {
  private readonly queue: Value[];
  private usedNames = false;

  constructor(private readonly values: Value) {
    this.queue = values instanceof Tuple ? [...values.items] : [values];
  }

  next(): Value {
    const value = this.queue.shift();
    if (value === undefined) throw new RenderError('TypeError', 'not enough arguments for format string');
    return value;
  }

  named(name: string): Value {
    this.usedNames = true;
    if (!isDict(this.values)) throw new RenderError('TypeError', 'format requires a mapping');
    const value = this.values.get(name);
    if (value === undefined) throw new RenderError('KeyError', repr(name));
    return value;
  }

  finish(): void {
    // Python takes whatever can be subscripted for a mapping, whose keys need not all be used.
    const isMapping = isDict(this.values) || isList(this.values) || this.values instanceof Undefined;
    if (this.queue.length > 0 && !this.usedNames && !isMapping) {
      throw new RenderError('TypeError', 'not all arguments converted during string formatting');
    }
  }
}

function expand(found: RegExpExecArray, values: Values): string {
  const [, name, flags = '', width = '0', precision, type] = found;
  if (type === '%') return '%';
  if (type === undefined) throw new RenderError('ValueError', 'incomplete format');
  if (!'sracdiuoxXeEfFgG'.includes(type)) {
    throw new RenderError('ValueError', `unsupported format character '${type}'`);
  }
  const size = Number(width === '*' ? values.next() : width);
  const places = precision === undefined ? undefined : Number(precision === '*' ? values.next() : precision);
  return convert(name === undefined ? values.next() : values.named(name), type, flags, size, places);
}

/** Arguments of the `format` filter as the right side of `%`: named ones as a dict, else a tuple. */
export function percentValues(passed: Arguments): Value {
  return passed.named.size > 0 ? new Map(passed.named) : new Tuple(passed.positional);
}

function convert(value: Value, type: string, flags: string, width: number, precision: number | undefined): string {
  const spec = {
    sign: flags.includes('+') ? ('+' as const) : flags.includes(' ') ? (' ' as const) : ('-' as const),
    alternate: flags.includes('#'),
    grouping: '',
    precision,
  };
  const isLeft = flags.includes('-');
  const align = isLeft ? '<' : '>';
  if ('sra'.includes(type)) {
    const text = type === 's' ? str(value) : type === 'r' ? repr(value) : ascii(repr(value));
    return pad(precision === undefined ? text : characters(text).slice(0, precision).join(''), width, align, ' ');
  }
  if (type === 'c') return pad(character(value), width, align, ' ');
  const zeros = flags.includes('0') && !isLeft;
  const text = 'diuoxX'.includes(type)
    ? formatInt(toInt(value, type), type === 'i' || type === 'u' ? 'd' : type, { ...spec, precision: undefined })
    : formatFloat(toFloat(value), type, { ...spec, precision: precision ?? 6 });
  return pad(text, width, zeros ? '=' : align, zeros ? '0' : ' ');
}

function character(value: Value): string {
  if (typeof value === 'boolean' || isInt(value)) return String.fromCodePoint(Number(value));
  if (typeof value === 'string' && characters(value).length === 1) return value;
  throw new RenderError('TypeError', '%c requires int or char');
}

/** Text with `\\x`, `\\u` and `\\U` escapes for everything beyond ASCII, as Python's `ascii()` has it. */
function ascii(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, escapeCodePoint);
}

function toInt(value: Value, type: string): bigint {
  if (typeof value === 'boolean' || isInt(value)) return BigInt(value);
  if (value instanceof Float && 'diu'.includes(type) && Number.isFinite(value.value))
    return BigInt(Math.trunc(value.value));
  const wanted = 'diu'.includes(type) ? 'a real number' : 'an integer';
  throw new RenderError('TypeError', `%${type} format: ${wanted} is required, not ${typeName(value)}`);
}

function toFloat(value: Value): number {
  if (value instanceof Float) return value.value;
  if (typeof value === 'boolean' || isInt(value)) return Number(value);
  throw new RenderError('TypeError', `must be real number, not ${typeName(value)}`);
}
