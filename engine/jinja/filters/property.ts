import { int, Tuple, type Value } from '../../values/value';
import type { Arguments } from '../runtime/arguments';
import { item } from '../runtime/lookup';
import { textOf, Undefined } from '../runtime/objects';

export type Read = (value: Value) => Value;

/** Reads `a.b.0` from an item, for filters with an `attribute`; a missing property is `fallback` if that is given. */
export function propertyReader(attribute: Value, fallback?: Value): Read {
  if (attribute === null) return (value) => value;
  const text = textOf(attribute);
  const parts =
    text === undefined ? [attribute] : text.split('.').map((part) => (/^\d+$/.test(part) ? int(Number(part)) : part));
  return (value) => {
    let found = value;
    for (const part of parts) {
      found = item(found, part);
      if (found instanceof Undefined && fallback !== undefined) found = fallback;
    }
    return found;
  };
}

/** The `attribute` argument of a filter as a reader. Without it, the item itself. */
export function keyReader(passed: Arguments, index: number, caseSensitive: boolean): Read {
  const attribute = passed.get(index, 'attribute') ?? null;
  const read: Read = attribute === null ? (value) => value : propertyReader(attribute);
  return caseSensitive ? read : (value) => foldCase(read(value));
}

/** The same for sorting, by several properties if the argument names them, as in `a,b`. */
export function sortKeyReader(passed: Arguments, index: number, caseSensitive: boolean): Read {
  const names = textOf(passed.get(index, 'attribute') ?? null)?.split(',');
  if (names === undefined) return keyReader(passed, index, caseSensitive);
  const readers = names.map((name) => propertyReader(name));
  // Tuples compare by equality first, so that items which all lack a property keep their order.
  return (value) => new Tuple(readers.map((read) => (caseSensitive ? read(value) : foldCase(read(value)))));
}

export function foldCase(value: Value): Value {
  return textOf(value)?.toLowerCase() ?? value;
}
