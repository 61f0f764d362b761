import { repr } from '../../values/python-text';
import { RenderError } from '../errors';
import { characters } from './code-points';

interface Codec {
  readonly name: string;
  /** Largest code point that it has. */
  readonly last: number;
  encode(character: string): readonly number[];
}

const utf8: Codec = { name: 'utf-8', last: 0x10ffff, encode: (character) => [...Buffer.from(character, 'utf8')] };
const codecs: Readonly<Record<string, Codec>> = {
  utf8,
  u8: utf8,
  ascii: { name: 'ascii', last: 0x7f, encode: single },
  usascii: { name: 'ascii', last: 0x7f, encode: single },
  latin1: { name: 'latin-1', last: 0xff, encode: single },
  iso88591: { name: 'latin-1', last: 0xff, encode: single },
  l1: { name: 'latin-1', last: 0xff, encode: single },
  utf16le: { name: 'utf-16-le', last: 0x10ffff, encode: (character) => [...Buffer.from(character, 'utf16le')] },
};

function single(character: string): readonly number[] {
  return [character.codePointAt(0) ?? 0];
}

function codecOf(encoding: string): Codec {
  const codec = codecs[encoding.toLowerCase().replace(/[-_ ]/g, '')];
  if (codec === undefined) throw new RenderError('LookupError', `unknown encoding: ${encoding}`);
  return codec;
}

const replacements: Readonly<Record<string, (code: number) => string>> = {
  ignore: () => '',
  replace: () => '?',
  xmlcharrefreplace: (code) => `&#${code};`,
  backslashreplace: (code) => {
    const hex = code.toString(16);
    if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
  },
};

/** Bytes of a text, as Python's `str.encode` gives them. `errors` says what becomes of characters that the encoding lacks. */
export function encodeText(text: string, encoding: string, errors: string): Uint8Array {
  const codec = codecOf(encoding);
  const bytes = characters(text).flatMap((character, index) => {
    const code = character.codePointAt(0) ?? 0;
    if (code <= codec.last) return codec.encode(character);
    const replacement = replacements[errors];
    if (replacement !== undefined) return characters(replacement(code)).flatMap(single);
    if (errors !== 'strict') throw new RenderError('LookupError', `unknown error handler name '${errors}'`);
    const shown = repr(character).slice(1, -1);
    const escaped = /^\\/.test(shown) ? shown : (replacements['backslashreplace'] as (code: number) => string)(code);
    throw new RenderError(
      'UnicodeEncodeError',
      `'${codec.name}' codec can't encode character '${escaped}' in position ${index}: ordinal not in range(${codec.last + 1})`,
    );
  });
  return Uint8Array.from(bytes);
}

/** Text of bytes, as Python's `bytes.decode` gives it. */
export function decodeBytes(bytes: Uint8Array, encoding: string, errors: string): string {
  const codec = codecOf(encoding);
  if (codec.last === 0xff) return Buffer.from(bytes).toString('latin1');
  if (codec.last === 0x7f) {
    const place = bytes.findIndex((byte) => byte > 0x7f);
    if (place >= 0 && errors === 'strict') {
      throw new RenderError(
        'UnicodeDecodeError',
        `'ascii' codec can't decode byte 0x${(bytes[place] ?? 0).toString(16)} in position ${place}: ordinal not in range(128)`,
      );
    }
    return [...bytes]
      .map((byte) => (byte <= 0x7f ? String.fromCharCode(byte) : errors === 'ignore' ? '' : '\ufffd'))
      .join('');
  }
  const label = codec === utf8 ? 'utf-8' : 'utf-16le';
  try {
    const text = new TextDecoder(label, { fatal: errors === 'strict', ignoreBOM: true }).decode(bytes);
    return errors === 'ignore' ? text.replaceAll('\ufffd', '') : text;
  } catch {
    throw new RenderError('UnicodeDecodeError', `'${codec.name}' codec can't decode bytes: invalid data`);
  }
}
