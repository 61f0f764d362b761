/**
 * Values as they travel through a flow. Python tells 1 from 1.0, keeps any integer exact and the order of a dict's keys,
 * and flows show all three (templates print them, tools receive them), so JavaScript's own numbers and objects will not do.
 */
export type Value = null | boolean | string | number | bigint | Float | readonly Value[] | Tuple | Dict | ObjectValue;

/** A Python dict: ordered, and with keys that need not be strings. */
export type Dict = ReadonlyMap<DictKey, Value>;
/** Of numbers, those that are whole are ints, and equal floats the same key; others are floats. */
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

/** A tuple whose items have names, which are its attributes as well. */
export class NamedTuple extends Tuple {
  constructor(
    readonly typeName: string,
    readonly fields: ReadonlyMap<string, Value>,
  ) {
    super([...fields.values()]);
  }
}

/** A list that prints as its items, one a line: lists in prompts of Azure's chat models do, so that a history reads well. */
export class LineList extends Array<Value> {}

/** A Python set as templates see it: it is walked as a list is, and prints in braces. */
export class SetView extends Array<Value> {}

/** Any other object, which knows itself how it prints and compares. */
export abstract class ObjectValue {
  /** Name of its Python class, for messages. */
  abstract readonly typeName: string;
  /** As Python's `repr()` gives it. */
  abstract repr(): string;

  /** As Python's `str()` gives it. */
  str(): string {
    return this.repr();
  }

  get truthy(): boolean {
    return true;
  }

  equals(other: Value): boolean {
    return this === other;
  }
}

/** An object that stays in the Python process, known here by its handle: what a Python node returned that is not plain data. */
export class PythonObject extends ObjectValue {
  readonly typeName = 'object';

  constructor(
    readonly handle: number,
    /** A generator: its items come one after the other, and only once. */
    readonly isStream = false,
  ) {
    super();
  }

  repr(): string {
    return `<Python object ${this.handle}>`;
  }
}

/** A pickle in base64, or the handle of an object that cannot leave its process, and why. */
export type Carried = { readonly pickle: string } | { readonly handle: number; readonly reason: string };

/** A Python object between the line that made it and the aggregation. Never written to a file: it may hold secrets. */
export class CarriedObject extends ObjectValue {
  readonly typeName = 'object';

  constructor(readonly carried: Carried) {
    super();
  }

  repr(): string {
    return '<Python object>';
  }
}

/** A dict of another class, such as `Counter`, which prints in a way of its own. */
export class PrintedDict extends Map<DictKey, Value> {
  constructor(
    entries: Iterable<readonly [DictKey, Value]>,
    readonly text: string,
  ) {
    super(entries);
  }
}

/** What templates can reach of a Python object. */
export interface ObjectParts {
  readonly attributes: ReadonlyMap<string, Value>;
  readonly truthy: boolean;
  /** What a loop over it gives. */
  readonly items?: readonly Value[];
  /** Whether its items have places, and can be walked over once only. */
  readonly hasPlaces: boolean;
  readonly isIterator: boolean;
  /** The text that it is a kind of: the value of a `str` enum. */
  readonly chars?: string;
  /** Finds what the picture does not show. Default: that is not there. */
  readonly look?: (wish: Wish) => Found | undefined;
}

/** What a template wants of an object. */
export type Wish = { readonly attribute: string } | { readonly item: number | string };

/** A value, or a method. */
export type Found =
  | { readonly value: Value }
  | { readonly call: (positional: readonly Value[], named: ReadonlyMap<string, Value>) => Value };

/** A picture of a Python object for templates: how it prints, and what they can reach of it. */
export class ObjectView extends ObjectValue {
  private isSpent = false;

  constructor(
    readonly typeName: string,
    private readonly text: string,
    private readonly representation: string,
    readonly parts: ObjectParts,
  ) {
    super();
  }

  /** What a loop over it gives, which is nothing the second time where it is an iterator. */
  take(): readonly Value[] | undefined {
    if (this.isSpent) return [];
    this.isSpent = this.parts.isIterator;
    return this.parts.items;
  }

  /** Makes it as if nothing had walked over it, nor over anything in it. */
  rewind(): void {
    this.isSpent = false;
    for (const part of [...this.parts.attributes.values(), ...(this.parts.items ?? [])]) {
      if (part instanceof ObjectView) part.rewind();
    }
  }

  override get truthy(): boolean {
    return this.parts.truthy;
  }

  override equals(other: Value): boolean {
    return this === other || (this.parts.chars !== undefined && this.parts.chars === charsOf(other));
  }

  override str(): string {
    return this.text;
  }

  repr(): string {
    return this.representation;
  }
}

/** A value for a rendering of its own: what another one walked over, or added to a list, is as it was. */
export function withFreshViews(value: Value): Value {
  if (!holdsView(value)) return value;
  if (isList(value)) return value.map(withFreshViews);
  if (value instanceof ObjectView) value.rewind();
  // One that prints in a way of its own cannot be changed.
  if (!isDict(value) || value instanceof PrintedDict) return value;
  return new Map([...value].map(([key, item]) => [key, withFreshViews(item)]));
}

function holdsView(value: Value): boolean {
  if (isList(value)) return value.some(holdsView);
  return isDict(value) ? [...value.values()].some(holdsView) : value instanceof ObjectView;
}

function charsOf(value: Value): string | undefined {
  if (value instanceof ObjectView) return value.parts.chars;
  return typeof value === 'string' ? value : undefined;
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

/** A dict's key as a value. */
export function keyValue(key: DictKey): Value {
  return typeof key === 'number' && !Number.isInteger(key) ? new Float(key) : key;
}

/** A dict's entries as values. */
export function dictItems(dict: Dict): (readonly [Value, Value])[] {
  return [...dict].map(([key, value]) => [keyValue(key), value]);
}

export function isList(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}

export function isInt(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

export function isNumber(value: unknown): value is number | bigint | Float {
  return isInt(value) || value instanceof Float;
}

/** Name of a value's Python class, for messages. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'str';
  if (isInt(value)) return 'int';
  if (value instanceof Float) return 'float';
  if (value instanceof NamedTuple) return value.typeName;
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof ObjectValue) return value.typeName;
  return isDict(value) ? 'dict' : 'list';
}
