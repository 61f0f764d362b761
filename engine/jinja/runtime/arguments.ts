import { truthy } from '../../values/truth';
import { str } from '../../values/python-text';
import { isInt, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';

/** What a function, filter or test is called with. */
export class Arguments {
  static readonly none = new Arguments([], new Map());

  constructor(
    readonly positional: readonly Value[],
    readonly named: ReadonlyMap<string, Value>,
  ) {}

  /** The argument at a place or with a name; undefined when it was not passed. */
  get(index: number, name: string): Value | undefined {
    return index < this.positional.length ? this.positional[index] : this.named.get(name);
  }

  /** The argument, or what stands for it when it was not passed. None is an argument, too. */
  or(index: number, name: string, fallback: Value): Value {
    const value = this.get(index, name);
    return value === undefined ? fallback : value;
  }

  required(index: number, name: string): Value {
    const value = this.get(index, name);
    if (value === undefined) throw new RenderError('TypeError', `missing 1 required positional argument: '${name}'`);
    return value;
  }

  text(index: number, name: string, fallback: string): string {
    const value = this.get(index, name);
    return value === undefined ? fallback : str(value);
  }

  flag(index: number, name: string, fallback: boolean): boolean {
    const value = this.get(index, name);
    return value === undefined ? fallback : truthy(value);
  }

  integer(index: number, name: string, fallback: number): number {
    const value = this.get(index, name);
    return value === undefined ? fallback : wholeNumber(value);
  }

  /** Undefined when the argument is absent or None. */
  optionalInteger(index: number, name: string): number | undefined {
    const value = this.get(index, name) ?? null;
    return value === null ? undefined : wholeNumber(value);
  }

  /** All but the first arguments by place. */
  rest(count: number): Arguments {
    return new Arguments(this.positional.slice(count), this.named);
  }
}

function wholeNumber(value: Value): number {
  if (typeof value === 'boolean' || isInt(value)) return Number(value);
  throw new RenderError('TypeError', `'${typeName(value)}' object cannot be interpreted as an integer`);
}
