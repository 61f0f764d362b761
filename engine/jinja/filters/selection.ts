import { truthy } from '../../values/truth';
import type { Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { iterate } from '../runtime/iterate';
import { Generator, textOf, Undefined } from '../runtime/objects';
import { repr } from '../../values/python-text';
import type { FilterRuntime, Filters } from './filter';
import { propertyReader } from './property';

/** Filters that keep or change each item. */
export const selectionFilters: Filters = {
  map: (input, passed, runtime) => new Generator(() => map(input, passed, runtime), 'sync_do_map'),
  select: (input, passed, runtime) => choice(() => choose(input, passed, runtime, true)),
  reject: (input, passed, runtime) => choice(() => choose(input, passed, runtime, false)),
  selectattr: (input, passed, runtime) => choice(() => chooseByAttribute(input, passed, runtime, true)),
  rejectattr: (input, passed, runtime) => choice(() => chooseByAttribute(input, passed, runtime, false)),
};

function choice(make: () => readonly Value[]): Generator {
  return new Generator(make, 'select_or_reject');
}

function map(input: Value, passed: Arguments, runtime: FilterRuntime): readonly Value[] {
  if (!truthy(input)) return [];
  const attribute = passed.named.get('attribute');
  if (passed.positional.length === 0 && attribute !== undefined) {
    const unknown = [...passed.named.keys()].find((name) => name !== 'attribute' && name !== 'default');
    if (unknown !== undefined) {
      throw new RenderError('FilterArgumentError', `Unexpected keyword argument ${repr(unknown)}`);
    }
    return iterate(input).map(propertyReader(attribute, passed.named.get('default')));
  }
  const [name] = passed.positional;
  if (name === undefined) throw new RenderError('FilterArgumentError', 'map requires a filter argument');
  return iterate(input).map((item) => runtime.filter(nameOf(name, 'filter'), item, passed.rest(1)));
}

function choose(input: Value, passed: Arguments, runtime: FilterRuntime, keeps: boolean): readonly Value[] {
  if (!truthy(input)) return [];
  const holds = tester(passed, runtime);
  return iterate(input).filter((item) => holds(item) === keeps);
}

function chooseByAttribute(input: Value, passed: Arguments, runtime: FilterRuntime, keeps: boolean): readonly Value[] {
  if (!truthy(input)) return [];
  const [attribute] = passed.positional;
  if (attribute === undefined) throw new RenderError('FilterArgumentError', 'Missing parameter for attribute name');
  const read = propertyReader(attribute);
  const holds = tester(passed.rest(1), runtime);
  return iterate(input).filter((item) => holds(read(item)) === keeps);
}

/** The named test, or whether an item is true. */
function tester(passed: Arguments, runtime: FilterRuntime): (item: Value) => boolean {
  const [name] = passed.positional;
  if (name === undefined) return (item) => !(item instanceof Undefined) && truthy(item);
  return (item) => runtime.test(nameOf(name, 'test'), item, passed.rest(1));
}

function nameOf(value: Value, kind: 'filter' | 'test'): string {
  const name = textOf(value);
  if (name !== undefined) return name;
  throw new RenderError('TemplateRuntimeError', `No ${kind} named ${repr(value)}.`);
}
