import { toPlain } from '../../values/plain';
import { parseJson } from '../../values/parse-json';

const token = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\bTrue\b|\bFalse\b|\bNone\b|,(?=\s*[\]})])|[()]/gs;
const signs: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null', '(': '[', ')': ']' };
const escape = /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|x([\da-fA-F]{2})|([0-7]{1,3})|(.))/gs;

/**
 * A list or dict written as Python writes it (`{'a': True}`), as plain data; undefined for what is no literal. Strings,
 * numbers, True, False, None, lists, tuples and dicts are known.
 */
export function parsePythonLiteral(text: string): unknown {
  if (/\b(?:true|false|null)\b/.test(text.replace(token, ''))) return undefined;
  const asJson = (match: string, single?: string, double?: string): string => {
    const body = single ?? double;
    return body === undefined ? (signs[match] ?? '') : JSON.stringify(body.replace(escape, unescaped));
  };
  try {
    return toPlain(parseJson(text.replace(token, asJson)));
  } catch {
    return undefined;
  }
}

function unescaped(match: string, u?: string, long?: string, x?: string, octal?: string, sign = ''): string {
  const hex = u ?? long ?? x;
  if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
  if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
  return named[sign] ?? match;
}

const named: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};
