import type { DictKey, Value } from '../../values/value';
import { RenderError } from '../errors';
import { entriesOf } from '../methods/dict';
import { Arguments } from './arguments';
import { checkShape } from './builtin';
import { lipsum } from './lipsum';
import { isSandboxed } from './sandbox';
import { checkArguments, signature } from './signature';
import { Callable, Namespace, Range, TemplateObject } from './objects';

/** Longest range that the sandbox allows. */
const longestRange = 100_000;

/** Functions that every template knows. */
export const globals: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['range', new Callable('range', range)],
  ['dict', new Callable('dict', dict)],
  ['lipsum', new Callable('lipsum', lipsum)],
  ['cycler', new Callable('cycler', (passed) => cycler(passed))],
  ['joiner', new Callable('joiner', (passed) => joiner(passed))],
  ['namespace', new Callable('namespace', (passed) => new Namespace(stringKeys(dict(passed))))],
]);

function range(passed: Arguments): Value {
  const { positional, named } = passed;
  const [unknown] = named.keys();
  if (unknown !== undefined) {
    throw new RenderError('TypeError', `safe_range() got an unexpected keyword argument '${unknown}'`);
  }
  checkShape({ kind: 'counted', least: 1, most: 3 }, '', 'range', passed);
  const [first = 0, second, step = 1] = positional.map((_, index) => passed.integer(index, 'bound', 0));
  if (step === 0) throw new RenderError('ValueError', 'range() arg 3 must not be zero');
  const made = second === undefined ? new Range(0, first, 1) : new Range(first, second, step);
  if (isSandboxed() && made.length > longestRange) {
    throw new RenderError(
      'OverflowError',
      `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${longestRange}).`,
    );
  }
  return made;
}

function dict({ positional, named }: Arguments): Map<DictKey, Value> {
  const most = new Arguments(positional, new Map());
  checkShape({ kind: 'counted', least: 0, most: 1 }, '', 'dict', most);
  const [source] = positional;
  const made = new Map<DictKey, Value>(source === undefined ? [] : entriesOf(source));
  for (const [name, value] of named) made.set(name, value);
  return made;
}

function stringKeys(entries: ReadonlyMap<DictKey, Value>): Map<string, Value> {
  return new Map([...entries].map(([key, value]) => [String(key), value]));
}

class Cycler extends TemplateObject {
  readonly typeName = 'jinja2.utils.Cycler';
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
    return '<jinja2.utils.Cycler object at 0x7f0000000000>';
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

const joinerSignature = signature('Joiner.__init__(self; sep=)');
const cyclerSignature = signature('Cycler.__init__(self;)');

function cycler(passed: Arguments): Value {
  if (cyclerSignature !== undefined) checkArguments(cyclerSignature, new Arguments([], passed.named));
  return new Cycler(passed.positional);
}

function joiner(passed: Arguments): Value {
  if (joinerSignature !== undefined) checkArguments(joinerSignature, passed);
  const separator = passed.or(0, 'sep', ', ');
  let used = false;
  return new Callable('joiner', () => {
    const shown = used ? separator : '';
    used = true;
    return shown;
  });
}
