import { Tuple, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { textOf } from '../runtime/objects';
import { characterCount, characters } from '../text/code-points';
import type { Method } from './method';

/** A part of a text: the characters between two places that count from the end when they are negative. */
interface Part {
  readonly text: string;
  readonly begin: number;
  /** False where the place to begin lies behind the end: not even an empty text is found there. */
  readonly exists: boolean;
}

/** Methods that look for one text in another, perhaps between two places. */
export const searchMethods: Readonly<Record<string, Method<string>>> = {
  find: (self, passed) => find(self, passed, 'indexOf'),
  rfind: (self, passed) => find(self, passed, 'lastIndexOf'),
  index: (self, passed) => found(find(self, passed, 'indexOf')),
  rindex: (self, passed) => found(find(self, passed, 'lastIndexOf')),
  count: (self, passed) => {
    const counted = sought(passed);
    const { text, exists } = part(self, passed);
    if (!exists) return 0;
    return counted === '' ? characterCount(text) + 1 : text.split(counted).length - 1;
  },
  startswith: (self, passed) => affix(self, passed, 'startswith', (text, prefix) => text.startsWith(prefix)),
  endswith: (self, passed) => affix(self, passed, 'endswith', (text, suffix) => text.endsWith(suffix)),
};

function find(self: string, passed: Arguments, search: 'indexOf' | 'lastIndexOf'): number {
  const text = sought(passed);
  const within = part(self, passed);
  const index = within.exists ? within.text[search](text) : -1;
  return index < 0 ? -1 : within.begin + characterCount(within.text.slice(0, index));
}

function found(index: number): number {
  if (index < 0) throw new RenderError('ValueError', 'substring not found');
  return index;
}

function affix(
  self: string,
  passed: Arguments,
  method: string,
  holds: (text: string, affix: string) => boolean,
): boolean {
  const [affixes] = passed.positional;
  const { text, exists } = part(self, passed);
  if (affixes instanceof Tuple) {
    return affixes.items.some((item) => {
      const each = textOf(item);
      if (each !== undefined) return exists && holds(text, each);
      throw new RenderError('TypeError', `tuple for ${method} must only contain str, not ${typeName(item)}`);
    });
  }
  const one = textOf(affixes ?? null);
  if (one !== undefined) return exists && holds(text, one);
  const type = typeName(affixes ?? null);
  throw new RenderError('TypeError', `${method} first arg must be str or a tuple of str, not ${type}`);
}

function sought(passed: Arguments): string {
  const [value = null] = passed.positional;
  const text = textOf(value);
  if (text === undefined) throw new RenderError('TypeError', `must be str, not ${typeName(value)}`);
  return text;
}

function part(self: string, { positional }: Arguments): Part {
  if (positional.length < 2) return { text: self, begin: 0, exists: true };
  const all = characters(self);
  const [begin, end] = [place(positional[1], 0, all.length), place(positional[2], all.length, all.length)];
  return { text: all.slice(begin, end).join(''), begin, exists: begin <= Math.min(end, all.length) };
}

/** A place as slices have it: from the end when negative, and no further than both ends. */
export function place(value: Value | undefined, fallback: number, length: number): number {
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean') {
    throw new RenderError('TypeError', 'slice indices must be integers or None or have an __index__ method');
  }
  const index = Number(value);
  return index < 0 ? Math.max(0, index + length) : index;
}
