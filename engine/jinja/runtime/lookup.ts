import { repr } from '../../values/python-text';
import {
  isDict,
  isInt,
  isList,
  NamedTuple,
  ObjectView,
  Tuple,
  typeName,
  type DictKey,
  type Value,
  type Wish,
} from '../../values/value';
import { RenderError } from '../errors';
import { formatFields } from '../methods/text';
import { methodOf } from '../methods/method';
import { braceFormat } from '../text/braces';
import { Arguments } from './arguments';
import { checkShape } from './builtin';
import { Bytes } from './bytes';
import { characters } from '../text/code-points';
import { dictKey } from './comparison';
import { internalAttribute } from './sandbox';
import { Callable, DictView, Group, Range, TemplateObject, textOf, Undefined } from './objects';

/** `value.name`: the attribute or method, else the item with that key. */
export function attribute(value: Value, name: string): Value {
  if (value instanceof Undefined) {
    return (name === '__class__' ? internalAttribute(value, name) : undefined) ?? value.fail();
  }
  const own = ownAttribute(value, name);
  const found = own === undefined ? itemOf(value, name) : own;
  return found === undefined ? missing(value, name) : found;
}

/** `value|attr('name')`: the attribute or method, and never an item. */
export function attributeOnly(value: Value, name: string): Value {
  if (value instanceof Undefined) value.fail();
  const own = ownAttribute(value, name);
  return own === undefined ? missing(value, name) : own;
}

/** `value[key]`: the item, else, for a text key, the attribute. */
export function item(value: Value, key: Value): Value {
  if (value instanceof Undefined) value.fail();
  const found = itemOf(value, key);
  if (found !== undefined) return found;
  const name = textOf(key);
  const own = name === undefined ? undefined : ownAttribute(value, name);
  return own === undefined ? missing(value, key) : own;
}

/** `value[start:stop:step]` */
export function slice(value: Value, bounds: readonly (number | undefined)[]): Value {
  if (value instanceof Undefined) value.fail();
  const text = textOf(value);
  if (text !== undefined) return sliceItems(characters(text), bounds).join('');
  if (value instanceof Tuple) return new Tuple(sliceItems(value.items, bounds));
  if (value instanceof Range) return sliceItems(value.items, bounds);
  if (isList(value)) return sliceItems(value, bounds);
  if (value instanceof Bytes) return new Bytes(Uint8Array.from(sliceItems(value.items, bounds)));
  if (isDict(value)) throw new RenderError('TypeError', "unhashable type: 'slice'");
  throw new RenderError('TypeError', `'${typeName(value)}' object is not subscriptable`);
}

export function sliceItems<T>(items: readonly T[], [start, stop, step = 1]: readonly (number | undefined)[]): T[] {
  if (step === 0) throw new RenderError('ValueError', 'slice step cannot be zero');
  const { length } = items;
  const clamp = (bound: number | undefined, fallback: number): number => {
    if (bound === undefined) return fallback;
    const place = bound < 0 ? bound + length : bound;
    return step > 0 ? Math.min(Math.max(place, 0), length) : Math.min(Math.max(place, -1), length - 1);
  };
  const from = clamp(start, step > 0 ? 0 : length - 1);
  const to = clamp(stop, step > 0 ? length : -1);
  const found: T[] = [];
  for (let index = from; step > 0 ? index < to : index > to; index += step) found.push(items[index] as T);
  return found;
}

function ownAttribute(value: Value, name: string): Value | undefined {
  const internal = internalAttribute(value, name);
  if (internal !== undefined) return internal;
  if (value instanceof TemplateObject) return value.attribute(name);
  if (value instanceof ObjectView) {
    const shown = value.parts.attributes.get(name);
    if (shown !== undefined) return shown;
  }
  if (value instanceof NamedTuple && value.fields.has(name)) return value.fields.get(name);
  if (value instanceof Group && name === 'grouper') return value.grouper;
  if (value instanceof Group && name === 'list') return value.list;
  const text = textOf(value);
  if (text !== undefined && name === 'format')
    return new Callable(name, (passed) => braceFormat(text, passed, { attribute, item }));
  if (text !== undefined && name === 'format_map') {
    return new Callable(name, (passed) => {
      checkShape({ kind: 'counted', least: 1, most: 1 }, '', name, passed);
      return braceFormat(text, new Arguments([], formatFields(passed)), { attribute, item });
    });
  }
  const method = methodOf(value, name);
  if (method !== undefined || !(value instanceof ObjectView) || name.startsWith('_')) return method;
  return lookedUp(value, { attribute: name }, name);
}

function itemOf(value: Value, key: Value): Value | undefined {
  if (isDict(value)) return dictKey(key) === undefined ? undefined : value.get(dictKey(key) as DictKey);
  if (value instanceof ObjectView && value.parts.chars === undefined && !value.parts.hasPlaces) {
    const plain = isInt(key) ? Number(key) : key;
    if (typeof plain === 'string' || typeof plain === 'number') return lookedUp(value, { item: plain }, String(plain));
  }
  if (!isInt(key) && typeof key !== 'boolean') return undefined;
  const items = itemsOf(value);
  return items?.at(Number(key));
}

/** What an object has that its picture does not show. */
function lookedUp(object: ObjectView, wish: Wish, name: string): Value | undefined {
  const found = object.parts.look?.(wish);
  if (found === undefined) return undefined;
  return 'value' in found ? found.value : new Callable(name, ({ positional, named }) => found.call(positional, named));
}

function itemsOf(value: Value): readonly Value[] | undefined {
  const text = textOf(value);
  if (text !== undefined) return characters(text);
  if (value instanceof Tuple || value instanceof Range || value instanceof Bytes) return value.items;
  if (value instanceof ObjectView) return value.parts.hasPlaces ? value.parts.items : undefined;
  return isList(value) && !(value instanceof DictView) ? value : undefined;
}

function missing(value: Value, key: Value): Undefined {
  const owner = value === null ? 'None' : `${typeName(value)} object`;
  const name = textOf(key);
  return new Undefined(
    name === undefined ? `${owner} has no element ${repr(key)}` : `${repr(owner)} has no attribute ${repr(name)}`,
  );
}
