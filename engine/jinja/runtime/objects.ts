import { repr, str } from '../../values/python-text';
import { ObjectValue, ObjectView, Tuple, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from './arguments';

/** An object of the template language with attributes of its own. */
export abstract class TemplateObject extends ObjectValue {
  abstract attribute(name: string): Value | undefined;
}

/** What a name or a property is that does not exist: prints as nothing, is false and empty, and fails when used further. */
export class Undefined extends ObjectValue {
  readonly typeName = 'Undefined';

  constructor(
    private readonly message: string,
    private readonly exception = 'UndefinedError',
  ) {
    super();
  }

  override str(): string {
    return '';
  }

  repr(): string {
    return 'Undefined';
  }

  override get truthy(): boolean {
    return false;
  }

  override equals(other: Value): boolean {
    return other instanceof Undefined;
  }

  fail(): never {
    throw new RenderError(this.exception, this.message);
  }
}

/** A method, a macro or a global function. */
export class Callable extends ObjectValue {
  readonly typeName = 'function';

  constructor(
    readonly name: string,
    readonly call: (passed: Arguments) => Value,
  ) {
    super();
  }

  repr(): string {
    return `<function ${this.name}>`;
  }
}

/** Text that is HTML already, so that escaping leaves it alone. Elsewhere it is text like any other. */
export class Markup extends ObjectValue {
  readonly typeName = 'Markup';

  constructor(readonly text: string) {
    super();
  }

  override str(): string {
    return this.text;
  }

  repr(): string {
    return `Markup(${repr(this.text)})`;
  }

  override get truthy(): boolean {
    return this.text !== '';
  }

  override equals(other: Value): boolean {
    return other instanceof Markup ? other.text === this.text : other === this.text;
  }
}

/** What filters such as `map` and `select` give: always true, without a length, and empty after one walk over it. */
export class Generator extends ObjectValue {
  readonly typeName = 'generator';

  private isSpent = false;

  /** The items are made when something walks over them, and with them their errors. */
  constructor(
    private readonly make: () => readonly Value[],
    private readonly name: string,
  ) {
    super();
  }

  take(): readonly Value[] {
    if (this.isSpent) return [];
    this.isSpent = true;
    return this.make();
  }

  repr(): string {
    return `<generator object ${this.name} at 0x7f0000000000>`;
  }
}

/** A dict's `keys()`, `values()` or `items()`. */
export class DictView extends ObjectValue {
  constructor(
    readonly typeName: 'dict_keys' | 'dict_values' | 'dict_items',
    readonly items: readonly Value[],
  ) {
    super();
  }

  repr(): string {
    return `${this.typeName}(${repr(this.items)})`;
  }

  override get truthy(): boolean {
    return this.items.length > 0;
  }
}

export class Range extends ObjectValue {
  readonly typeName = 'range';

  constructor(
    readonly start: number,
    readonly stop: number,
    readonly step: number,
  ) {
    super();
  }

  get length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }

  get items(): readonly number[] {
    return Array.from({ length: this.length }, (_, index) => this.start + index * this.step);
  }

  repr(): string {
    const step = this.step === 1 ? '' : `, ${this.step}`;
    return `range(${this.start}, ${this.stop}${step})`;
  }

  override get truthy(): boolean {
    return this.length > 0;
  }
}

/** One group of `groupby`: a pair whose halves have names as well. */
export class Group extends Tuple {
  constructor(
    readonly grouper: Value,
    readonly list: readonly Value[],
  ) {
    super([grouper, list]);
  }
}

/** `namespace()`: the one thing whose attributes a template can set, also from inside a loop. */
export class Namespace extends TemplateObject {
  readonly typeName = 'jinja2.utils.Namespace';

  constructor(private readonly attributes: Map<string, Value>) {
    super();
  }

  attribute(name: string): Value | undefined {
    return this.attributes.get(name);
  }

  set(name: string, value: Value): void {
    this.attributes.set(name, value);
  }

  repr(): string {
    const entries = [...this.attributes].map(([name, value]) => `${repr(name)}: ${repr(value)}`);
    return `<Namespace {${entries.join(', ')}}>`;
  }
}

/** Text of a value that is a string or marked as HTML; undefined for anything else. */
export function textOf(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof ObjectView) return value.parts.chars;
  return value instanceof Markup ? str(value) : undefined;
}
