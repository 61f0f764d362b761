import { toPlain } from '../../values/plain';
import { parseJson } from '../../values/parse-json';

const token = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\bTrue\b|\bFalse\b|\bNone\b|,(?=\s*[\]}])/gs;
const words: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null' };

/**
 * A list or dict written as Python writes it (`{'a': True}`), as plain data; undefined for what is no literal. Strings,
 * numbers, True, False, None, lists and dicts are known.
 */
export function parsePythonLiteral(text: string): unknown {
  if (/\b(?:true|false|null)\b/.test(text.replace(token, ''))) return undefined;
  const json = text.replace(token, (match: string, single?: string, double?: string) => {
    const body = single ?? double;
    if (body === undefined) return words[match] ?? '';
    return JSON.stringify(body.replace(/\\(.)/gs, (_, character: string) => unescape[character] ?? `\\${character}`));
  });
  try {
    return toPlain(parseJson(json));
  } catch {
    return undefined;
  }
}

const unescape: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};
