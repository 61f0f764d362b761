import { pythonEquals } from '../../values/equality';
import { Float, isDict, isList, Tuple, typeName, type DictKey, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { ComparisonOperator } from '../parse/ast';
import { compareText } from '../text/code-points';
import { numberOf } from './arithmetic';
import { Bytes } from './bytes';
import { tryIterate } from './iterate';
import { textOf, Undefined } from './objects';

export function compare(operator: ComparisonOperator, left: Value, right: Value): boolean {
  switch (operator) {
    case '==':
      return pythonEquals(left, right);
    case '!=':
      return !pythonEquals(left, right);
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
    default:
      return ordered(operator, left, right);
  }
}

/** For sorting: negative when the left value comes first. Throws for values that have no order. */
export function order(left: Value, right: Value): number {
  if (ordered('<', left, right)) return -1;
  return ordered('<', right, left) ? 1 : 0;
}

function ordered(operator: '<' | '<=' | '>' | '>=', left: Value, right: Value): boolean {
  for (const operand of [left, right]) if (operand instanceof Undefined) operand.fail();
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return holds(operator, plain(a), plain(b));
  const [text, other] = [textOf(left), textOf(right)];
  if (text !== undefined && other !== undefined) return holds(operator, compareText(text, other), 0);
  if (left instanceof Bytes && right instanceof Bytes) return holds(operator, Buffer.compare(left.data, right.data), 0);
  const [items, others] = [itemsOf(left), itemsOf(right)];
  if (items !== undefined && others !== undefined && left instanceof Tuple === right instanceof Tuple) {
    return orderedItems(operator, items, others);
  }
  const [leftType, rightType] = [typeName(left), typeName(right)];
  throw new RenderError(
    'TypeError',
    `'${operator}' not supported between instances of '${leftType}' and '${rightType}'`,
  );
}

function orderedItems(operator: '<' | '<=' | '>' | '>=', left: readonly Value[], right: readonly Value[]): boolean {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const [a, b] = [left[index] ?? null, right[index] ?? null];
    if (!pythonEquals(a, b)) return ordered(operator, a, b);
  }
  return holds(operator, left.length, right.length);
}

function holds(operator: '<' | '<=' | '>' | '>=', a: number | bigint, b: number | bigint): boolean {
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

function plain(value: number | bigint | Float): number | bigint {
  return value instanceof Float ? value.value : value;
}

function itemsOf(value: Value): readonly Value[] | undefined {
  return value instanceof Tuple ? value.items : isList(value) ? value : undefined;
}

export function contains(container: Value, item: Value): boolean {
  const text = textOf(container);
  if (text !== undefined) {
    const part = textOf(item);
    if (part !== undefined) return text.includes(part);
    throw new RenderError('TypeError', `'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  if (isDict(container)) {
    if (isList(item) || isDict(item)) throw new RenderError('TypeError', `unhashable type: '${typeName(item)}'`);
    const key = dictKey(item);
    return key !== undefined && container.has(key);
  }
  if (container instanceof Bytes && item instanceof Bytes)
    return Buffer.from(container.data).includes(Buffer.from(item.data));
  const items = tryIterate(container);
  if (items !== undefined) return items.some((candidate) => pythonEquals(candidate, item));
  throw new RenderError('TypeError', `argument of type '${typeName(container)}' is not iterable`);
}

/** A value as the key of a dict; throws for lists, dicts and what else has no hash. */
export function hashKey(value: Value): DictKey {
  const key = dictKey(value);
  if (key === undefined) throw new RenderError('TypeError', `unhashable type: '${typeName(value)}'`);
  return key;
}

/** A value as the key of a dict: 1.0 and 1 are one key. Undefined for what cannot be a key here. */
export function dictKey(value: Value): DictKey | undefined {
  const text = textOf(value);
  if (text !== undefined) return text;
  if (value instanceof Float) return value.value;
  return value === null || typeof value === 'boolean' || typeof value === 'number' ? value : undefined;
}
