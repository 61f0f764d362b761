import { str } from '../../values/python-text';
import { Tuple, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { iterate } from '../runtime/iterate';
import { textOf } from '../runtime/objects';
import { characterCount, characters } from '../text/code-points';
import { pad } from '../text/number-format';
import { splitAt, splitBlanks, splitLines } from '../text/split';
import type { Method } from './method';

type TextMethods = Record<'capitalize' | 'strip' | 'center' | 'replace', Method<string>> &
  Record<string, Method<string>>;

/** Python's string methods but `format`, which needs the lookup of attributes. */
export const stringMethods: Readonly<TextMethods> = {
  upper: (self) => self.toUpperCase(),
  lower: (self) => self.toLowerCase(),
  casefold: (self) => self.toLowerCase().replaceAll('ß', 'ss'),
  swapcase: (self) => characters(self).map(swapCase).join(''),
  title: (self) => self.replace(/\p{L}+/gu, capitalize),
  capitalize: (self) => capitalize(self),
  strip: (self, passed) => strip(self, passed, true, true),
  lstrip: (self, passed) => strip(self, passed, true, false),
  rstrip: (self, passed) => strip(self, passed, false, true),
  removeprefix: (self, passed) => {
    const prefix = passed.text(0, 'prefix', '');
    return self.startsWith(prefix) ? self.slice(prefix.length) : self;
  },
  removesuffix: (self, passed) => {
    const suffix = passed.text(0, 'suffix', '');
    return suffix !== '' && self.endsWith(suffix) ? self.slice(0, -suffix.length) : self;
  },
  split,
  rsplit: reverseSplit,
  splitlines: (self, passed) => splitLines(self, passed.flag(0, 'keepends', false)),
  partition: (self, passed) => partition(self, passed, self.indexOf(passed.text(0, 'sep', '')), false),
  rpartition: (self, passed) => partition(self, passed, self.lastIndexOf(passed.text(0, 'sep', '')), true),
  join: (self, passed) => iterate(passed.required(0, 'iterable')).map(requireText).join(self),
  replace: (self, passed) => {
    const old = passed.text(0, 'old', '');
    // An empty text stands before, between and after the characters.
    const parts = old === '' ? ['', ...characters(self), ''] : self.split(old);
    return joinFirst(parts, old, passed.text(1, 'new', ''), passed.integer(2, 'count', -1));
  },
  startswith: (self, passed) => affixes(passed).some((prefix) => self.startsWith(prefix)),
  endswith: (self, passed) => affixes(passed).some((suffix) => self.endsWith(suffix)),
  find: (self, passed) => find(self, part(passed)),
  rfind: (self, passed) => findLast(self, part(passed)),
  index: (self, passed) => {
    const index = find(self, part(passed));
    if (index < 0) throw new RenderError('ValueError', 'substring not found');
    return index;
  },
  count: (self, passed) => {
    const counted = part(passed);
    return counted === '' ? characterCount(self) + 1 : self.split(counted).length - 1;
  },
  center: (self, passed) => center(self, passed.integer(0, 'width', 0), passed.text(1, 'fillchar', ' ')),
  ljust: (self, passed) => pad(self, passed.integer(0, 'width', 0), '<', passed.text(1, 'fillchar', ' ')),
  rjust: (self, passed) => pad(self, passed.integer(0, 'width', 0), '>', passed.text(1, 'fillchar', ' ')),
  zfill: (self, passed) => pad(self, passed.integer(0, 'width', 0), '=', '0'),
  expandtabs: (self, passed) => self.replaceAll('\t', ' '.repeat(passed.integer(0, 'tabsize', 8))),
  isdigit: (self) => /^\p{Nd}+$/u.test(self),
  isdecimal: (self) => /^\p{Nd}+$/u.test(self),
  isnumeric: (self) => /^\p{N}+$/u.test(self),
  isalpha: (self) => /^\p{L}+$/u.test(self),
  isalnum: (self) => /^[\p{L}\p{N}]+$/u.test(self),
  isspace: (self) => /^\s+$/u.test(self),
  islower: (self) => self === self.toLowerCase() && self !== self.toUpperCase(),
  isupper: (self) => self === self.toUpperCase() && self !== self.toLowerCase(),
  isidentifier: (self) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(self),
  istitle: (self) => /\p{L}/u.test(self) && self === self.replace(/\p{L}+/gu, capitalize),
};

function capitalize(text: string): string {
  const [first = '', ...rest] = characters(text);
  return first.toUpperCase() + rest.join('').toLowerCase();
}

function swapCase(character: string): string {
  return character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase();
}

function strip(self: string, passed: Arguments, left: boolean, right: boolean): string {
  const chars = passed.get(0, 'chars') ?? null;
  const strips =
    chars === null
      ? (character: string) => /\s/.test(character)
      : (character: string) => str(chars).includes(character);
  const all = characters(self);
  let [begin, end] = [0, all.length];
  while (left && begin < end && strips(all[begin] ?? '')) begin++;
  while (right && end > begin && strips(all[end - 1] ?? '')) end--;
  return all.slice(begin, end).join('');
}

function split(self: string, passed: Arguments): Value {
  const separator = passed.get(0, 'sep') ?? null;
  const limit = passed.integer(1, 'maxsplit', -1);
  return separator === null ? splitBlanks(self, limit) : splitAt(self, requireSeparator(separator), limit);
}

function reverseSplit(self: string, passed: Arguments): Value {
  const limit = passed.integer(1, 'maxsplit', -1);
  const separator = passed.get(0, 'sep') ?? null;
  if (separator === null) {
    const reversed = splitBlanks(reverseText(self), limit).reverse();
    return reversed.map(reverseText);
  }
  const parts = self.split(requireSeparator(separator));
  if (limit < 0 || parts.length <= limit + 1) return parts;
  const rest = parts.slice(0, parts.length - limit).join(str(separator));
  return [rest, ...parts.slice(parts.length - limit)];
}

function reverseText(text: string): string {
  return [...characters(text)].reverse().join('');
}

function requireSeparator(separator: Value): string {
  const text = requireText(separator);
  if (text === '') throw new RenderError('ValueError', 'empty separator');
  return text;
}

function partition(self: string, passed: Arguments, index: number, fromRight: boolean): Value {
  const separator = requireSeparator(passed.required(0, 'sep'));
  if (index < 0) return new Tuple(fromRight ? ['', '', self] : [self, '', '']);
  return new Tuple([self.slice(0, index), separator, self.slice(index + separator.length)]);
}

function affixes(passed: Arguments): readonly string[] {
  const affix = passed.required(0, 'prefix');
  return affix instanceof Tuple ? affix.items.map(requireText) : [requireText(affix)];
}

function requireText(value: Value): string {
  const text = textOf(value);
  if (text === undefined) throw new RenderError('TypeError', `expected str instance, ${typeName(value)} found`);
  return text;
}

function part(passed: Arguments): string {
  const sub = passed.required(0, 'sub');
  const text = textOf(sub);
  if (text === undefined) throw new RenderError('TypeError', `must be str, not ${typeName(sub)}`);
  return text;
}

/** Joins parts with the new text for the first `count` joints, with the old one for the rest. */
function joinFirst(parts: readonly string[], old: string, replacement: string, count: number): string {
  if (count < 0 || count >= parts.length - 1) return parts.join(replacement);
  return [...parts.slice(0, count), parts.slice(count).join(old)].join(replacement);
}

function find(self: string, part: string): number {
  const index = self.indexOf(part);
  return index < 0 ? index : characterCount(self.slice(0, index));
}

function findLast(self: string, part: string): number {
  const index = self.lastIndexOf(part);
  return index < 0 ? index : characterCount(self.slice(0, index));
}

/** Python puts an odd blank on the left if the width is odd as well. */
function center(self: string, width: number, fill: string): string {
  const missing = Math.max(0, width - characterCount(self));
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + self + fill.repeat(missing - left);
}
