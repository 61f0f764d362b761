import { isInt, isList, Tuple, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import { Arguments } from '../runtime/arguments';
import { Bytes } from '../runtime/bytes';
import { tryIterate } from '../runtime/iterate';
import { textOf } from '../runtime/objects';
import { decodeBytes } from '../text/encoding';
import { hexOf, readHex } from '../text/hex';
import type { Method } from './method';
import { stringMethods } from './text';

/** Methods that do with ASCII what those of texts do. */
const likeTexts =
  `capitalize center count endswith expandtabs find index isalnum isalpha isdigit islower isspace istitle
  isupper join ljust lower lstrip partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip
  split splitlines startswith strip swapcase title upper zfill`.split(/\s+/);

/** Python's methods of bytes. */
export const bytesMethods: Readonly<Record<string, Method<Bytes>>> = {
  ...Object.fromEntries(likeTexts.map((name) => [name, likeText(name)])),
  decode: (self, passed) =>
    decodeBytes(self.data, passed.text(0, 'encoding', 'utf-8'), passed.text(1, 'errors', 'strict')),
  hex: (self, passed) => hexOf(self.data, passed.text(0, 'sep', ''), passed.integer(1, 'bytes_per_sep', 1)),
  fromhex: (_, passed) => new Bytes(readHex(textOf(passed.required(0, 'string')) ?? '')),
  isascii: (self) => self.data.every((byte) => byte < 0x80),
  maketrans: (_, passed) => {
    const [from, to] = [0, 1].map((index) => bytesOf(passed.required(index, 'argument')));
    if (from?.length !== to?.length) throw new RenderError('ValueError', 'maketrans arguments must have same length');
    const table = Uint8Array.from({ length: 256 }, (_byte, index) => index);
    from?.forEach((byte, index) => (table[byte] = to?.[index] ?? 0));
    return new Bytes(table);
  },
  translate: (self, passed) => {
    const given = passed.required(0, 'table');
    const table = given === null ? undefined : bytesOf(given);
    if (table !== undefined && table.length !== 256) {
      throw new RenderError('ValueError', 'translation table must be 256 characters long');
    }
    const deleted = new Set(bytesOf(passed.or(1, 'delete', new Bytes(new Uint8Array()))));
    return new Bytes(self.data.filter((byte) => !deleted.has(byte)).map((byte) => table?.[byte] ?? byte));
  },
};

/** A method of texts, whose characters stand for bytes. */
function likeText(name: string): Method<Bytes> {
  const method = stringMethods[name];
  if (method === undefined) throw new Error(`Texts have no method ${name}.`);
  const isSearch = ['count', 'find', 'index', 'rfind', 'rindex'].includes(name);
  const breaks = name === 'splitlines';
  const read = (value: Value, index: number): Value => {
    if (value instanceof Bytes) return written(value.data, breaks);
    if (value instanceof Tuple) return new Tuple(value.items.map((item) => read(item, index)));
    if (name === 'join') return (tryIterate(value) ?? []).map(joinable);
    if (textOf(value) !== undefined) throw refused(name, value);
    return isSearch && index === 0 && isInt(value) ? written(Uint8Array.of(byteOf(value)), breaks) : value;
  };
  return (self, { positional, named }) => {
    const passed = new Arguments(
      positional.map(read),
      new Map([...named].map(([parameter, value]) => [parameter, read(value, 1)])),
    );
    try {
      return asBytes(method(written(self.data, breaks), passed));
    } catch (error) {
      if (error instanceof RenderError && error.message === 'substring not found') {
        throw new RenderError('ValueError', 'subsection not found');
      }
      throw error;
    }
  };
}

/** Bytes that mean nothing to methods of bytes become characters that mean nothing to those of texts. */
function written(data: Uint8Array, breaks: boolean): string {
  const isPlain = (byte: number): boolean =>
    byte < 0x80 && !(byte >= 0x1c && byte <= 0x1f) && !(breaks && (byte === 0x0b || byte === 0x0c));
  return [...data].map((byte) => String.fromCharCode(isPlain(byte) ? byte : 0xe000 + byte)).join('');
}

function asBytes(value: Value): Value {
  if (typeof value === 'string')
    return new Bytes(Uint8Array.from(value, (character) => character.charCodeAt(0) & 0xff));
  if (value instanceof Tuple) return new Tuple(value.items.map(asBytes));
  return isList(value) ? value.map(asBytes) : value;
}

function joinable(item: Value, index: number): string {
  if (item instanceof Bytes) return written(item.data, false);
  const message = `sequence item ${index}: expected a bytes-like object, ${typeName(item)} found`;
  throw new RenderError('TypeError', message);
}

function refused(name: string, value: Value): RenderError {
  const type = typeName(value);
  if (name === 'startswith' || name === 'endswith') {
    return new RenderError('TypeError', `${name} first arg must be bytes or a tuple of bytes, not ${type}`);
  }
  return new RenderError(
    'TypeError',
    ['count', 'find', 'index', 'rfind', 'rindex'].includes(name)
      ? `argument should be integer or bytes-like object, not '${type}'`
      : ['center', 'ljust', 'rjust'].includes(name)
        ? `${name}() argument 2 must be a byte string of length 1, not ${type}`
        : `a bytes-like object is required, not '${type}'`,
  );
}

function byteOf(value: number | bigint): number {
  if (value >= 0 && value < 256) return Number(value);
  throw new RenderError('ValueError', 'byte must be in range(0, 256)');
}

/** The bytes of bytes. */
export function bytesOf(value: Value): Uint8Array {
  if (value instanceof Bytes) return value.data;
  throw new RenderError('TypeError', `a bytes-like object is required, not '${typeName(value)}'`);
}
