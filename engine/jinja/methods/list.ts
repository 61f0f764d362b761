import { pythonEquals } from '../../values/equality';
import { repr } from '../../values/python-text';
import { truthy } from '../../values/truth';
import { typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import { Arguments } from '../runtime/arguments';
import { order } from '../runtime/comparison';
import { iterate } from '../runtime/iterate';
import { Callable } from '../runtime/objects';
import type { Method } from './method';
import { place } from './search';

type Items = readonly Value[];

const count: Method<Items> = (self, passed) =>
  self.filter((item) => pythonEquals(item, passed.required(0, 'value'))).length;

export const tupleMethods: Readonly<Record<string, Method<Items>>> = {
  index: (self, passed) => indexOf(self, passed, () => 'tuple.index(x): x not in tuple'),
  count,
};

/** The sandbox of prompt flow lets templates change lists. */
export const listMethods: Readonly<Record<string, Method<Items>>> = {
  index: (self, passed) => indexOf(self, passed, (value) => `${repr(value)} is not in list`),
  count,
  copy: (self) => [...self],
  append: changing((items, passed) => void items.push(passed.required(0, 'object'))),
  extend: changing((items, passed) => void items.push(...iterate(passed.required(0, 'iterable')))),
  insert: changing(
    (items, passed) => void items.splice(passed.integer(0, 'index', 0), 0, passed.required(1, 'object')),
  ),
  remove: changing((items, passed) => {
    const value = passed.required(0, 'value');
    items.splice(
      indexOf(items, new Arguments([value], new Map()), () => 'list.remove(x): x not in list'),
      1,
    );
  }),
  clear: changing((items) => void items.splice(0)),
  reverse: changing((items) => void items.reverse()),
  sort: changing(sort),
  pop: (self, passed) => {
    const index = passed.integer(0, 'index', -1);
    if (self.length === 0) throw new RenderError('IndexError', 'pop from empty list');
    if (index >= self.length || index < -self.length) throw new RenderError('IndexError', 'pop index out of range');
    const [removed = null] = (self as Value[]).splice(index, 1);
    return removed;
  },
};

function changing(change: (items: Value[], passed: Arguments) => void): Method<Items> {
  return (self, passed) => {
    change(self as Value[], passed);
    return null;
  };
}

function sort(items: Value[], passed: Arguments): void {
  if (passed.positional.length > 0) throw new RenderError('TypeError', 'sort() takes no positional arguments');
  const key = passed.named.get('key') ?? null;
  const reverse = passed.named.get('reverse') ?? false;
  const sign = truthy(reverse) ? -1 : 1;
  const keyed = items.map((item) => {
    if (key === null) return { item, rank: item };
    if (key instanceof Callable) return { item, rank: key.call(new Arguments([item], new Map())) };
    throw new RenderError('TypeError', `'${typeName(key)}' object is not callable`);
  });
  keyed.sort((left, right) => sign * order(left.rank, right.rank));
  items.splice(0, items.length, ...keyed.map(({ item }) => item));
}

function indexOf(items: Items, { positional }: Arguments, complain: (value: Value) => string): number {
  const [value = null, start, stop] = positional;
  const bound = (given: Value | undefined, fallback: number): number => {
    if (given !== null) return place(given, fallback, items.length);
    throw new RenderError('TypeError', 'slice indices must be integers or have an __index__ method');
  };
  const begin = bound(start, 0);
  const end = bound(stop, items.length);
  const index = items.findIndex((item, at) => at >= begin && at < end && pythonEquals(item, value));
  if (index < 0) throw new RenderError('ValueError', complain(value));
  return index;
}
