import { repr } from '../../values/python-text';
import { dictItems, isDict, isList, keyValue, Tuple, type Dict, type DictKey, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { hashKey } from '../runtime/comparison';
import { iterate, tryIterate } from '../runtime/iterate';
import { DictView } from '../runtime/objects';
import type { Method } from './method';

/** Python lets templates change the dicts that they are given. */
type MutableDict = Map<DictKey, Value>;

export const dictMethods: Readonly<Record<string, Method<Dict>>> = {
  keys: (self) => new DictView('dict_keys', [...self.keys()].map(keyValue)),
  values: (self) => new DictView('dict_values', [...self.values()]),
  items: (self) =>
    new DictView(
      'dict_items',
      dictItems(self).map((entry) => new Tuple(entry)),
    ),
  get: (self, passed) => {
    const value = read(self, passed);
    return value === undefined ? passed.or(1, 'default', null) : value;
  },
  copy: (self) => new Map(self),
  update: (self, passed) => {
    if (passed.positional.length > 1) {
      throw new RenderError('TypeError', `update expected at most 1 argument, got ${passed.positional.length}`);
    }
    const [other] = passed.positional;
    for (const [name, value] of other === undefined ? [] : entriesOf(other)) (self as MutableDict).set(name, value);
    for (const [name, value] of passed.named) (self as MutableDict).set(name, value);
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
  popitem: (self) => {
    const last = [...self].at(-1);
    if (last === undefined) throw new RenderError('KeyError', repr('popitem(): dictionary is empty'));
    (self as MutableDict).delete(last[0]);
    return new Tuple([keyValue(last[0]), last[1]]);
  },
  fromkeys: (_, passed) => {
    const value = passed.or(1, 'value', null);
    return new Map(iterate(passed.required(0, 'iterable')).map((item) => [hashKey(item), value]));
  },
  clear: (self) => {
    (self as MutableDict).clear();
    return null;
  },
};

/** Entries of a dict, or of a sequence of pairs. */
export function entriesOf(source: Value): readonly (readonly [DictKey, Value])[] {
  if (isDict(source)) return [...source];
  return iterate(source).map((pair, index) => {
    const items = isList(pair) ? pair : tryIterate(pair);
    if (items === undefined) {
      throw new RenderError('TypeError', `cannot convert dictionary update sequence element #${index} to a sequence`);
    }
    const [first, second] = items;
    if (first !== undefined && second !== undefined && items.length === 2) return [hashKey(first), second];
    throw new RenderError(
      'ValueError',
      `dictionary update sequence element #${index} has length ${items.length}; 2 is required`,
    );
  });
}

function key(passed: Arguments): DictKey {
  return hashKey(passed.required(0, 'key'));
}

/** Undefined when the key is absent; a stored None is null. */
function read(self: Dict, passed: Arguments): Value | undefined {
  return self.get(key(passed));
}
