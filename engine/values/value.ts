/**
 * Values as they travel through a flow. Python tells 1 from 1.0, keeps any integer exact and the order of a dict's keys,
 * and flows show all three (templates print them, tools receive them), so JavaScript's own numbers and objects will not do.
 */
export type Value =
  null | boolean | string | number | bigint | Float | readonly Value[] | Tuple | Dict | PythonObject | OpaqueValue;

/** A Python dict: ordered, and with keys that need not be strings. */
export type Dict = ReadonlyMap<DictKey, Value>;
export type DictKey = null | boolean | string | number;

/** A Python float. A plain `number` is always an int within the safe range, a `bigint` an int beyond it. */
export class Float {
  constructor(readonly value: number) {}

  /** So that a float which escapes into plain JSON is a number there. */
  toJSON(): number {
    return this.value;
  }
}

/** A Python tuple: prints with parentheses, otherwise a list. */
export class Tuple {
  constructor(readonly items: readonly Value[]) {}
}

/** A list that prints as its items, one a line: lists in prompts of Azure's chat models do, so that a history reads well. */
export class LineList extends Array<Value> {}

/** An object that stays in the Python process, known here by its handle: what a Python node returned that is not plain data. */
export class PythonObject {
  constructor(readonly handle: number) {}
}

/** A picture of a Python object for templates: how it prints, and its public attributes. */
export class OpaqueValue {
  constructor(
    readonly text: string,
    readonly representation: string,
    readonly attributes: ReadonlyMap<string, Value>,
  ) {}
}

/** An int from any whole number: a `number` where that is exact, else a `bigint`. */
export function int(whole: bigint | number): number | bigint {
  if (typeof whole === 'number') return Number.isSafeInteger(whole) ? whole + 0 : int(BigInt(whole));
  const small = Number(whole);
  return Number.isSafeInteger(small) ? small : whole;
}

export function isDict(value: unknown): value is Dict {
  return value instanceof Map;
}

export function isList(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}

export function isNumber(value: unknown): value is number | bigint | Float {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Float;
}
