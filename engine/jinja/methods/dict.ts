import { repr } from '../../values/python-text';
import { isDict, Tuple, type Dict, type DictKey, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { dictKey } from '../runtime/comparison';
import { DictView } from '../runtime/objects';
import type { Method } from './method';

/** Python lets templates change the dicts that they are given. */
type MutableDict = Map<DictKey, Value>;

export const dictMethods: Readonly<Record<string, Method<Dict>>> = {
  keys: (self) => new DictView('dict_keys', [...self.keys()]),
  values: (self) => new DictView('dict_values', [...self.values()]),
  items: (self) =>
    new DictView(
      'dict_items',
      [...self].map((entry) => new Tuple(entry)),
    ),
  get: (self, passed) => {
    const value = read(self, passed);
    return value === undefined ? passed.or(1, 'default', null) : value;
  },
  copy: (self) => new Map(self),
  update: (self, passed) => {
    const [other] = passed.positional;
    if (other !== undefined && isDict(other)) for (const [key, value] of other) (self as MutableDict).set(key, value);
    for (const [key, value] of passed.named) (self as MutableDict).set(key, value);
    return null;
  },
  setdefault: (self, passed) => {
    const fallback = passed.or(1, 'default', null);
    const known = read(self, passed);
    if (known !== undefined) return known;
    (self as MutableDict).set(key(passed), fallback);
    return fallback;
  },
  pop: (self, passed) => {
    const known = read(self, passed);
    const value = known === undefined ? passed.get(1, 'default') : known;
    if (value === undefined) throw new RenderError('KeyError', repr(passed.required(0, 'key')));
    (self as MutableDict).delete(key(passed));
    return value;
  },
  clear: (self) => {
    (self as MutableDict).clear();
    return null;
  },
};

function key(passed: Arguments): DictKey {
  const found = dictKey(passed.required(0, 'key'));
  if (found === undefined) throw new RenderError('TypeError', 'unhashable type');
  return found;
}

/** Undefined when the key is absent; a stored None is null. */
function read(self: Dict, passed: Arguments): Value | undefined {
  return self.get(key(passed));
}
