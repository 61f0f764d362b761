import { str } from '../../values/python-text';
import { isDict, Tuple, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { Bytes } from '../runtime/bytes';
import { tryIterate } from '../runtime/iterate';
import { textOf } from '../runtime/objects';
import { blanksOnly, isBlank } from '../text/blanks';
import { capitalize, foldText, isLower, isTitle, isUpper, swapCase, titleWords } from '../text/case';
import { characterCount, characters } from '../text/code-points';
import { encodeText } from '../text/encoding';
import { splitAt, splitBlanks, splitLines } from '../text/split';
import type { Method } from './method';
import { searchMethods } from './search';
import { makeTranslation, translate } from './translation';

type TextMethods = Record<'capitalize' | 'strip' | 'center' | 'replace', Method<string>> &
  Record<string, Method<string>>;

const digits = /^[\p{Nd}²³¹፩-፱᧚⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒]+$/u;

/** Python's string methods but `format` and `format_map`, which need the lookup of attributes. */
export const stringMethods: Readonly<TextMethods> = {
  ...searchMethods,
  upper: (self) => self.toUpperCase(),
  lower: (self) => self.toLowerCase(),
  casefold: foldText,
  swapcase: swapCase,
  title: titleWords,
  capitalize,
  strip: (self, passed) => strip(self, passed, 'strip'),
  lstrip: (self, passed) => strip(self, passed, 'lstrip'),
  rstrip: (self, passed) => strip(self, passed, 'rstrip'),
  removeprefix: (self, passed) => {
    const prefix = textArgument(passed, 'removeprefix() argument');
    return self.startsWith(prefix) ? self.slice(prefix.length) : self;
  },
  removesuffix: (self, passed) => {
    const suffix = textArgument(passed, 'removesuffix() argument');
    return suffix !== '' && self.endsWith(suffix) ? self.slice(0, -suffix.length) : self;
  },
  split,
  rsplit: reverseSplit,
  splitlines: (self, passed) => splitLines(self, passed.flag(0, 'keepends', false)),
  partition: (self, passed) => partition(self, passed, 'indexOf'),
  rpartition: (self, passed) => partition(self, passed, 'lastIndexOf'),
  join,
  replace: (self, passed) => {
    const [old, replacement] = [0, 1].map((index) => {
      const value = passed.required(index, index === 0 ? 'old' : 'new');
      const text = textOf(value);
      if (text !== undefined) return text;
      throw new RenderError('TypeError', `replace() argument ${index + 1} must be str, not ${typeName(value)}`);
    }) as [string, string];
    // An empty text stands before, between and after the characters.
    const parts = old === '' ? ['', ...characters(self), ''] : self.split(old);
    return joinFirst(parts, old, replacement, passed.integer(2, 'count', -1));
  },
  center: (self, passed) => center(self, passed.integer(0, 'width', 0), fillCharacter(passed)),
  ljust: (self, passed) => self + fillCharacter(passed).repeat(missing(self, passed)),
  rjust: (self, passed) => fillCharacter(passed).repeat(missing(self, passed)) + self,
  zfill: (self, passed) => {
    const sign = /^[-+]/.exec(self)?.[0] ?? '';
    return sign + '0'.repeat(missing(self, passed)) + self.slice(sign.length);
  },
  expandtabs: expandTabs,
  encode: (self, passed) => {
    const [encoding, errors] = ['encoding', 'errors'].map((name, index) => {
      const value = passed.get(index, name);
      const text = value === undefined ? undefined : textOf(value);
      if (value === undefined || text !== undefined) return text;
      throw new RenderError('TypeError', `encode() argument '${name}' must be str, not ${typeName(value)}`);
    });
    return new Bytes(encodeText(self, encoding ?? 'utf-8', errors ?? 'strict'));
  },
  maketrans: (_, passed) => makeTranslation(passed),
  translate,
  isascii: (self) => !/[^\0-\x7f]/.test(self),
  isprintable: (self) => !/(?! )[\p{C}\p{Z}]/u.test(self),
  isdigit: (self) => digits.test(self),
  isdecimal: (self) => /^\p{Nd}+$/u.test(self),
  isnumeric: (self) => /^[\p{N}〇一二三四五六七八九十百千万億兆]+$/u.test(self),
  isalpha: (self) => /^\p{L}+$/u.test(self),
  isalnum: (self) => /^[\p{L}\p{N}]+$/u.test(self),
  isspace: (self) => blanksOnly.test(self),
  islower: isLower,
  isupper: isUpper,
  isidentifier: (self) => /^[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}\p{Pc}]*$/u.test(self) && !/[\p{No}]/u.test(self),
  istitle: isTitle,
};

function strip(self: string, passed: Arguments, method: 'strip' | 'lstrip' | 'rstrip'): string {
  const chars = passed.get(0, 'chars') ?? null;
  const set = chars === null ? undefined : textOf(chars);
  if (chars !== null && set === undefined) throw new RenderError('TypeError', `${method} arg must be None or str`);
  const stripped = set === undefined ? undefined : new Set(characters(set));
  const strips = (character: string): boolean => stripped?.has(character) ?? isBlank(character);
  const all = characters(self);
  let [begin, end] = [0, all.length];
  while (method !== 'rstrip' && begin < end && strips(all[begin] ?? '')) begin++;
  while (method !== 'lstrip' && end > begin && strips(all[end - 1] ?? '')) end--;
  return all.slice(begin, end).join('');
}

function split(self: string, passed: Arguments): Value {
  const [separator, limit] = splitArguments(passed);
  return separator === undefined ? splitBlanks(self, limit) : splitAt(self, separator, limit);
}

function reverseSplit(self: string, passed: Arguments): Value {
  const [separator, limit] = splitArguments(passed);
  if (separator === undefined) {
    const reversed = splitBlanks(reverseText(self), limit).reverse();
    return reversed.map(reverseText);
  }
  const turned = splitAt(reverseText(self), reverseText(separator), limit).reverse();
  return turned.map(reverseText);
}

function splitArguments(passed: Arguments): [string | undefined, number] {
  const separator = passed.get(0, 'sep') ?? null;
  const limit = passed.integer(1, 'maxsplit', -1);
  if (separator === null) return [undefined, limit];
  const text = textOf(separator);
  if (text === undefined) throw new RenderError('TypeError', `must be str or None, not ${typeName(separator)}`);
  return [separatorText(text), limit];
}

function separatorText(text: string): string {
  if (text === '') throw new RenderError('ValueError', 'empty separator');
  return text;
}

function reverseText(text: string): string {
  return [...characters(text)].reverse().join('');
}

function partition(self: string, passed: Arguments, search: 'indexOf' | 'lastIndexOf'): Value {
  const separator = separatorText(textArgument(passed, 'must'));
  const index = self[search](separator);
  if (index < 0) return new Tuple(search === 'lastIndexOf' ? ['', '', self] : [self, '', '']);
  return new Tuple([self.slice(0, index), separator, self.slice(index + separator.length)]);
}

function join(self: string, passed: Arguments): Value {
  const items = tryIterate(passed.required(0, 'iterable'));
  if (items === undefined) throw new RenderError('TypeError', 'can only join an iterable');
  return items
    .map((item, index) => {
      const text = textOf(item);
      if (text !== undefined) return text;
      throw new RenderError('TypeError', `sequence item ${index}: expected str instance, ${typeName(item)} found`);
    })
    .join(self);
}

/** The only argument, which must be text; `what` begins the complaint. */
function textArgument(passed: Arguments, what: string): string {
  const value = passed.required(0, 'argument');
  const text = textOf(value);
  if (text !== undefined) return text;
  throw new RenderError('TypeError', `${what}${what === 'must' ? '' : ' must'} be str, not ${typeName(value)}`);
}

/** Joins parts with the new text for the first `count` joints, with the old one for the rest. */
function joinFirst(parts: readonly string[], old: string, replacement: string, count: number): string {
  if (count < 0 || count >= parts.length - 1) {
    if (old !== '' || count < 0) return parts.join(replacement);
    // The last joint is behind the last character.
    return parts.slice(0, count + 1).join(replacement);
  }
  return [...parts.slice(0, count), parts.slice(count).join(old)].join(replacement);
}

function fillCharacter(passed: Arguments): string {
  const value = passed.get(1, 'fillchar') ?? ' ';
  const text = textOf(value);
  if (text === undefined) {
    throw new RenderError('TypeError', `The fill character must be a unicode character, not ${typeName(value)}`);
  }
  if (characterCount(text) === 1) return text;
  throw new RenderError('TypeError', 'The fill character must be exactly one character long');
}

/** How many characters a text lacks to the width that is asked for. */
function missing(self: string, passed: Arguments): number {
  return Math.max(0, passed.integer(0, 'width', 0) - characterCount(self));
}

/** Python puts an odd blank on the left if the width is odd as well. */
function center(self: string, width: number, fill: string): string {
  const lacking = Math.max(0, width - characterCount(self));
  const left = Math.floor(lacking / 2) + (lacking & width & 1);
  return fill.repeat(left) + self + fill.repeat(lacking - left);
}

function expandTabs(self: string, passed: Arguments): string {
  const size = passed.integer(0, 'tabsize', 8);
  let column = 0;
  return characters(self)
    .map((character) => {
      if (character !== '\t') {
        column = character === '\n' || character === '\r' ? 0 : column + 1;
        return character;
      }
      const width = size > 0 ? size - (column % size) : 0;
      column += width;
      return ' '.repeat(width);
    })
    .join('');
}

/** `dict.format_map` reads its fields from a mapping. */
export function formatFields(passed: Arguments): ReadonlyMap<string, Value> {
  const [fields = null] = passed.positional;
  if (!isDict(fields)) throw new RenderError('TypeError', `'${typeName(fields)}' object is not subscriptable`);
  return new Map([...fields].map(([key, value]) => [str(key), value]));
}
