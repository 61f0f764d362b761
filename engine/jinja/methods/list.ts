import { pythonEquals } from '../../values/equality';
import { repr } from '../../values/python-text';
import type { Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { order } from '../runtime/comparison';
import { iterate } from '../runtime/iterate';
import type { Method } from './method';

type Items = readonly Value[];

export const tupleMethods: Readonly<Record<string, Method<Items>>> = {
  index: (self, passed) => indexOf(self, passed.required(0, 'value')),
  count: (self, passed) => self.filter((item) => pythonEquals(item, passed.required(0, 'value'))).length,
};

/** The sandbox of prompt flow lets templates change lists. */
export const listMethods: Readonly<Record<string, Method<Items>>> = {
  ...tupleMethods,
  copy: (self) => [...self],
  append: changing((items, passed) => void items.push(passed.required(0, 'object'))),
  extend: changing((items, passed) => void items.push(...iterate(passed.required(0, 'iterable')))),
  insert: changing(
    (items, passed) => void items.splice(passed.integer(0, 'index', 0), 0, passed.required(1, 'object')),
  ),
  remove: changing((items, passed) => void items.splice(indexOf(items, passed.required(0, 'value')), 1)),
  clear: changing((items) => void items.splice(0)),
  reverse: changing((items) => void items.reverse()),
  sort: changing((items, passed) => {
    const sign = passed.named.get('reverse') === true ? -1 : 1;
    items.sort((left, right) => sign * order(left, right));
  }),
  pop: (self, passed) => {
    if (self.length === 0) throw new RenderError('IndexError', 'pop from empty list');
    const [removed] = (self as Value[]).splice(passed.integer(0, 'index', -1), 1);
    return removed ?? null;
  },
};

function changing(change: (items: Value[], passed: Arguments) => void): Method<Items> {
  return (self, passed) => {
    change(self as Value[], passed);
    return null;
  };
}

function indexOf(items: Items, value: Value): number {
  const index = items.findIndex((item) => pythonEquals(item, value));
  if (index < 0) throw new RenderError('ValueError', `${repr(value)} is not in list`);
  return index;
}
