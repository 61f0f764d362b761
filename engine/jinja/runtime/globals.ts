import { isDict, isInt, Tuple, type DictKey, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from './arguments';
import { dictKey } from './comparison';
import { iterate } from './iterate';
import { Callable, Namespace, Range, TemplateObject } from './objects';

/** Longest range that the sandbox allows. */
const longestRange = 100_000;

/** Functions that every template knows. */
export const globals: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['range', new Callable('range', range)],
  ['dict', new Callable('dict', dict)],
  ['cycler', new Callable('cycler', (passed) => new Cycler(passed.positional))],
  ['joiner', new Callable('joiner', (passed) => joiner(passed.text(0, 'sep', ', ')))],
  ['namespace', new Callable('namespace', (passed) => new Namespace(stringKeys(dict(passed))))],
]);

function range({ positional }: Arguments): Value {
  const bounds = positional.map((bound) => {
    if (isInt(bound) || typeof bound === 'boolean') return Number(bound);
    throw new RenderError('TypeError', 'range() takes integers');
  });
  const [first = 0, second, step = 1] = bounds;
  if (positional.length === 0 || positional.length > 3) {
    throw new RenderError('TypeError', `range expected 1 to 3 arguments, got ${positional.length}`);
  }
  if (step === 0) throw new RenderError('ValueError', 'range() arg 3 must not be zero');
  const made = second === undefined ? new Range(0, first, 1) : new Range(first, second, step);
  if (made.length > longestRange) {
    throw new RenderError(
      'OverflowError',
      `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${longestRange}).`,
    );
  }
  return made;
}

function dict({ positional, named }: Arguments): Map<DictKey, Value> {
  const [source] = positional;
  const made = new Map<DictKey, Value>(source !== undefined && isDict(source) ? source : []);
  if (source !== undefined && !isDict(source)) {
    for (const pair of iterate(source)) {
      const [key, value] = pair instanceof Tuple ? pair.items : iterate(pair);
      const known = key === undefined ? undefined : dictKey(key);
      if (known === undefined || value === undefined) {
        throw new RenderError('ValueError', 'dictionary update sequence needs pairs of a key and a value');
      }
      made.set(known, value);
    }
  }
  for (const [name, value] of named) made.set(name, value);
  return made;
}

function stringKeys(entries: ReadonlyMap<DictKey, Value>): Map<string, Value> {
  return new Map([...entries].map(([key, value]) => [String(key), value]));
}

class Cycler extends TemplateObject {
  readonly typeName = 'Cycler';
  private position = 0;

  constructor(private readonly items: readonly Value[]) {
    super();
    if (items.length === 0) throw new RenderError('RuntimeError', 'at least one item has to be provided');
  }

  attribute(name: string): Value | undefined {
    if (name === 'current') return this.current;
    if (name === 'next') return new Callable('next', () => this.next());
    if (name === 'reset') return new Callable('reset', () => this.reset());
    return undefined;
  }

  repr(): string {
    return '<Cycler>';
  }

  private get current(): Value {
    return this.items[this.position] ?? null;
  }

  private next(): Value {
    const { current } = this;
    this.position = (this.position + 1) % this.items.length;
    return current;
  }

  private reset(): Value {
    this.position = 0;
    return null;
  }
}

function joiner(separator: string): Value {
  let used = false;
  return new Callable('joiner', () => {
    const text = used ? separator : '';
    used = true;
    return text;
  });
}
