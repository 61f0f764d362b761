import { Float, isDict, isList, isNumber, ObjectValue, Tuple, type Dict, type Value } from './value';

/** Python's `==`: `True == 1`, `1 == 1.0`, lists and dicts by value, and never an error. */
export function pythonEquals(left: Value, right: Value): boolean {
  if (isNumeric(left) && isNumeric(right)) return numeric(left) == numeric(right);
  if (left instanceof Tuple || right instanceof Tuple) {
    return left instanceof Tuple && right instanceof Tuple && sameItems(left.items, right.items);
  }
  if (isList(left) && isList(right)) return sameItems(left, right);
  if (isDict(left) && isDict(right)) return sameEntries(left, right);
  if (left instanceof ObjectValue) return left.equals(right);
  return right instanceof ObjectValue ? right.equals(left) : left === right;
}

function isNumeric(value: Value): value is boolean | number | bigint | Float {
  return typeof value === 'boolean' || isNumber(value);
}

/** Loose comparison of a `bigint` and a `number` is exact in JavaScript, as Python's is. */
function numeric(value: boolean | number | bigint | Float): number | bigint {
  if (value instanceof Float) return value.value;
  return typeof value === 'boolean' ? Number(value) : value;
}

function sameItems(left: readonly Value[], right: readonly Value[]): boolean {
  return left.length === right.length && left.every((item, index) => pythonEquals(item, right[index] ?? null));
}

function sameEntries(left: Dict, right: Dict): boolean {
  if (left.size !== right.size) return false;
  return [...left].every(([key, item]) => {
    const other = right.get(key);
    return other !== undefined && pythonEquals(item, other);
  });
}
