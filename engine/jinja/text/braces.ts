import { repr, str } from '../../values/python-text';
import { Float, isInt, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { textOf } from '../runtime/objects';
import { formatFloat, formatInt, pad } from './number-format';

/** How the fields of a format read attributes and items of their values. */
interface Lookup {
  attribute(value: Value, name: string): Value;
  item(value: Value, key: string | number): Value;
}

/** Python's `format.format(*positional, **named)`. */
export function braceFormat(format: string, passed: Arguments, lookup: Lookup): string {
  const numbering = new Numbering();
  const expand = (text: string, depth: number): string => {
    if (depth > 2) throw new RenderError('ValueError', 'Max string recursion exceeded');
    return scan(text, (field) => {
      const [, name = '', conversion, spec = ''] = /^([^!:]*)(?:!([rsa]))?(?::(.*))?$/s.exec(field) ?? [];
      const [, head = '', path = ''] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
      const value = follow(argument(passed, numbering.resolve(head)), path, lookup);
      const shown = conversion === undefined ? value : conversion === 's' ? str(value) : repr(value);
      return formatValue(shown, expand(spec, depth + 1));
    });
  };
  return expand(format, 1);
}

/** Fields without a name are numbered from 0; a format that mixes them with numbered ones is refused. */
class Numbering {
  private next = 0;
  private isManual = false;

  resolve(name: string): string {
    const isNumber = /^\d+$/.test(name);
    if (isNumber ? this.next > 0 : name === '' && this.isManual) {
      throw new RenderError('ValueError', 'cannot switch from manual field specification to automatic field numbering');
    }
    this.isManual ||= isNumber;
    return name === '' ? String(this.next++) : name;
  }
}

/** Replaces each `{field}`, with `{{` and `}}` standing for braces. Fields may hold fields in their specification. */
function scan(text: string, replaceField: (field: string) => string): string {
  let result = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if ((character === '{' || character === '}') && text[index + 1] === character) {
      result += character;
      index++;
    } else if (character === '}') {
      throw new RenderError('ValueError', "Single '}' encountered in format string");
    } else if (character === '{') {
      const end = closingBrace(text, index);
      result += replaceField(text.slice(index + 1, end));
      index = end;
    } else {
      result += character;
    }
  }
  return result;
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    if (text[index] === '{') depth++;
    if (text[index] === '}' && --depth === 0) return index;
  }
  throw new RenderError('ValueError', "Single '{' encountered in format string");
}

function argument({ positional, named }: Arguments, name: string): Value {
  const value = /^\d+$/.test(name) ? positional[Number(name)] : named.get(name);
  if (value !== undefined) return value;
  if (/^\d+$/.test(name)) {
    throw new RenderError('IndexError', `Replacement index ${name} out of range for positional args tuple`);
  }
  throw new RenderError('KeyError', repr(name));
}

function follow(start: Value, path: string, lookup: Lookup): Value {
  let value = start;
  for (const [, attribute, item] of path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
    if (attribute !== undefined) value = lookup.attribute(value, attribute);
    else if (item !== undefined) value = lookup.item(value, /^\d+$/.test(item) ? Number(item) : item);
  }
  return value;
}

const specification = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

function formatValue(value: Value, spec: string): string {
  if (spec === '') return str(value);
  const parts = specification.exec(spec);
  if (parts === null) throw new RenderError('ValueError', 'Invalid format specifier');
  const [, fill, align, sign = '-', , alternate, zero, width = '0', grouping = '', precision, type] = parts;
  const format = {
    sign: sign as '-' | '+' | ' ',
    alternate: alternate !== undefined,
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
  };
  const text = formatContent(value, type, format);
  const isNumber = typeof value !== 'string';
  const place = align ?? (zero !== undefined && isNumber ? '=' : isNumber ? '>' : '<');
  return pad(text, Number(width), place, fill ?? (zero === undefined ? ' ' : '0'));
}

function formatContent(value: Value, type: string | undefined, format: Parameters<typeof formatInt>[2]): string {
  const text = textOf(value);
  if (text !== undefined) {
    if (type !== undefined && type !== 's') throw unknownCode(type, 'str');
    if (format.sign !== '-') throw new RenderError('ValueError', 'Sign not allowed in string format specifier');
    if (format.grouping !== '') throw new RenderError('ValueError', `Cannot specify '${format.grouping}' with 's'.`);
    return format.precision === undefined ? text : Array.from(text).slice(0, format.precision).join('');
  }
  const isWhole = isInt(value) || typeof value === 'boolean';
  if (isWhole && (type === undefined || 'bdoxXn'.includes(type))) {
    if (format.precision !== undefined) {
      throw new RenderError('ValueError', 'Precision not allowed in integer format specifier');
    }
    return formatInt(BigInt(value), type ?? 'd', format);
  }
  if (isWhole && type === 'c') return String.fromCodePoint(Number(value));
  if (isWhole || value instanceof Float) {
    const number = value instanceof Float ? value.value : Number(value);
    if (type !== undefined && !'eEfFgGn%'.includes(type)) throw unknownCode(type, typeName(value));
    const kind = type === 'n' ? 'g' : (type ?? (format.precision === undefined ? 'repr' : 'short'));
    return formatFloat(number, kind, format);
  }
  throw new RenderError('TypeError', `unsupported format string passed to ${typeName(value)}.__format__`);
}

function unknownCode(type: string, owner: string): RenderError {
  return new RenderError('ValueError', `Unknown format code '${type}' for object of type '${owner}'`);
}
