import { SharedStream } from '../../values/text-stream';
import { isDict, isList, keyValue, ObjectView, Tuple, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import { Bytes } from './bytes';
import { characterCount, characters } from '../text/code-points';
import { DictView, Generator, Range, textOf, Undefined } from './objects';

/** The items that a loop over a value gives. A dict gives its keys, a text its characters. */
export function iterate(value: Value): readonly Value[] {
  const items = tryIterate(value);
  if (items === undefined) throw new RenderError('TypeError', `'${typeName(value)}' object is not iterable`);
  return items;
}

export function tryIterate(value: Value): readonly Value[] | undefined {
  const text = textOf(value);
  if (text !== undefined) return characters(text);
  if (value instanceof Undefined) return [];
  if (value instanceof Generator || value instanceof SharedStream) return value.take();
  if (value instanceof Tuple || value instanceof DictView || value instanceof Range || value instanceof Bytes)
    return value.items;
  if (isDict(value)) return [...value.keys()].map(keyValue);
  if (value instanceof ObjectView) return value.take();
  return isList(value) ? value : undefined;
}

/** Whether a loop could walk over a value, without walking over it. */
export function isIterable(value: Value): boolean {
  return isSpentByReading(value) || tryIterate(value) !== undefined;
}

export function lengthOf(value: Value): number {
  const text = textOf(value);
  if (text !== undefined) return characterCount(text);
  if (value instanceof Range) return value.length;
  if (isDict(value)) return value.size;
  const items = isSpentByReading(value) ? undefined : tryIterate(value);
  if (items === undefined) throw new RenderError('TypeError', `object of type '${typeName(value)}' has no len()`);
  return items.length;
}

function isSpentByReading(value: Value): boolean {
  if (value instanceof ObjectView) return value.parts.isIterator;
  return value instanceof Generator || value instanceof SharedStream;
}
