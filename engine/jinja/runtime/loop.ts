import { pythonEquals } from '../../values/equality';
import { Tuple, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from './arguments';
import { Callable, TemplateObject, Undefined } from './objects';

/** The `loop` of a for loop. */
export class Loop extends TemplateObject {
  readonly typeName = 'jinja2.runtime.LoopContext';
  index = 0;
  private lastChanged: Value | undefined;

  constructor(
    private readonly items: readonly Value[],
    private readonly depth: number,
    /** Renders the loop again over other items; only recursive loops can. */
    readonly recurse: ((items: Value, depth: number) => Value) | undefined,
  ) {
    super();
  }

  attribute(name: string): Value | undefined {
    const { index, items } = this;
    const { length } = items;
    switch (name) {
      case 'index':
        return index + 1;
      case 'index0':
        return index;
      case 'revindex':
        return length - index;
      case 'revindex0':
        return length - index - 1;
      case 'first':
        return index === 0;
      case 'last':
        return index === length - 1;
      case 'length':
        return length;
      case 'depth':
        return this.depth + 1;
      case 'depth0':
        return this.depth;
      case 'previtem':
        return this.itemAt(index - 1, 'there is no previous item');
      case 'nextitem':
        return this.itemAt(index + 1, 'there is no next item');
      case 'cycle':
        return new Callable('cycle', (passed) => this.cycle(passed));
      case 'changed':
        return new Callable('changed', (passed) => this.changed(passed));
      default:
        return undefined;
    }
  }

  call(passed: Arguments): Value {
    if (this.recurse === undefined) {
      throw new RenderError('TypeError', "The loop must have the 'recursive' marker to be called recursively.");
    }
    return this.recurse(passed.required(0, 'iterable'), this.depth + 1);
  }

  repr(): string {
    return `<LoopContext ${this.index + 1}/${this.items.length}>`;
  }

  private itemAt(index: number, message: string): Value {
    const item = this.items[index];
    return item === undefined ? new Undefined(message) : item;
  }

  private cycle({ positional }: Arguments): Value {
    if (positional.length === 0) throw new RenderError('TypeError', 'no items for cycling given');
    return positional[this.index % positional.length] ?? null;
  }

  private changed({ positional }: Arguments): boolean {
    const now = new Tuple(positional);
    const isChanged = this.lastChanged === undefined || !pythonEquals(this.lastChanged, now);
    this.lastChanged = now;
    return isChanged;
  }
}
