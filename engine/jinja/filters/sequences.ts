import { pythonEquals } from '../../values/equality';
import { str } from '../../values/python-text';
import { isDict, isList, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import { calculate } from '../runtime/arithmetic';
import type { Arguments } from '../runtime/arguments';
import { order } from '../runtime/comparison';
import { isIterable, iterate, lengthOf } from '../runtime/iterate';
import { Generator, Markup, textOf, Undefined } from '../runtime/objects';
import { characters } from '../text/code-points';
import { escapeHtml } from '../text/html';
import type { Filters } from './filter';
import { keyReader, propertyReader, sortKeyReader } from './property';

/** Filters that take a sequence as a whole: its ends, order, size and sums. */
export const sequenceFilters: Filters = {
  first: (input) => first(iterate(input), 'No first item, sequence was empty.'),
  last: (input) => first([...iterate(input)].reverse(), 'No last item, sequence was empty.'),
  length: (input) => (input instanceof Undefined ? 0 : lengthOf(input)),
  count: (input) => (input instanceof Undefined ? 0 : lengthOf(input)),
  list: (input) => [...iterate(input)],
  join,
  reverse,
  sort: (input, passed) => sort(input, passed),
  unique,
  min: (input, passed) => extreme(input, passed, 1),
  max: (input, passed) => extreme(input, passed, -1),
  sum,
  random: (input) => {
    const items = iterate(input);
    return first(items.slice(Math.floor(Math.random() * items.length)), 'No random item, sequence was empty.');
  },
};

function first(items: readonly Value[], message: string): Value {
  const [found] = items;
  return found === undefined ? new Undefined(message) : found;
}

function join(input: Value, passed: Arguments): Value {
  const attribute = passed.get(1, 'attribute') ?? null;
  const items = attribute === null ? iterate(input) : iterate(input).map(propertyReader(attribute));
  const separator = passed.get(0, 'd') ?? '';
  if (![separator, ...items].some((part) => part instanceof Markup)) return items.map(str).join(str(separator));
  const escaped = (part: Value): string => (part instanceof Markup ? part.text : escapeHtml(str(part)));
  return new Markup(items.map(escaped).join(escaped(separator)));
}

function reverse(input: Value): Value {
  const text = textOf(input);
  if (text !== undefined) return [...characters(text)].reverse().join('');
  if (!isIterable(input)) throw new RenderError('FilterArgumentError', 'argument must be iterable');
  return reversed(input);
}

function sort(input: Value, passed: Arguments): Value {
  const read = sortKeyReader(passed, 2, passed.flag(1, 'case_sensitive', false));
  const sign = passed.flag(0, 'reverse', false) ? -1 : 1;
  const keyed = iterate(input).map((item) => ({ item, key: read(item) }));
  return keyed.sort((left, right) => sign * order(left.key, right.key)).map(({ item }) => item);
}

function unique(input: Value, passed: Arguments): Value {
  return new Generator(() => distinct(input, passed), 'sync_do_unique');
}

function distinct(input: Value, passed: Arguments): readonly Value[] {
  const read = keyReader(passed, 1, passed.flag(0, 'case_sensitive', false));
  const seen: Value[] = [];
  return iterate(input).filter((item) => {
    const key = read(item);
    if (isList(key) || isDict(key)) throw new RenderError('TypeError', `unhashable type: '${typeName(key)}'`);
    if (seen.some((known) => pythonEquals(known, key))) return false;
    seen.push(key);
    return true;
  });
}

function extreme(input: Value, passed: Arguments, sign: 1 | -1): Value {
  const read = keyReader(passed, 1, passed.flag(0, 'case_sensitive', false));
  let found: Value | undefined;
  for (const item of iterate(input)) {
    if (found === undefined || sign * order(read(item), read(found)) < 0) found = item;
  }
  return found === undefined ? new Undefined('No aggregated item, sequence was empty.') : found;
}

function sum(input: Value, passed: Arguments): Value {
  const attribute = passed.get(0, 'attribute') ?? null;
  const items = attribute === null ? iterate(input) : iterate(input).map(propertyReader(attribute));
  const start = passed.or(1, 'start', 0);
  if (textOf(start) !== undefined) {
    throw new RenderError('TypeError', "sum() can't sum strings [use ''.join(seq) instead]");
  }
  return items.reduce((total, item) => calculate('+', total, item), start);
}

/** A tuple, a list or the like is walked over backwards when it is used; what has no order is made a list first. */
function reversed(input: Value): Value {
  const items = [...iterate(input)].reverse();
  return new Generator(() => items, 'reversed');
}
