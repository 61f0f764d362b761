import { str } from '../../values/python-text';
import { truthy } from '../../values/truth';
import type { Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { iterate } from '../runtime/iterate';
import { Generator, Undefined } from '../runtime/objects';
import type { FilterRuntime, Filters } from './filter';
import { propertyReader } from './property';

/** Filters that keep or change each item. */
export const selectionFilters: Filters = {
  map,
  select: (input, passed, runtime) => choose(input, passed, runtime, true),
  reject: (input, passed, runtime) => choose(input, passed, runtime, false),
  selectattr: (input, passed, runtime) => chooseByAttribute(input, passed, runtime, true),
  rejectattr: (input, passed, runtime) => chooseByAttribute(input, passed, runtime, false),
};

function map(input: Value, passed: Arguments, runtime: FilterRuntime): Value {
  const attribute = passed.named.get('attribute');
  if (passed.positional.length === 0 && attribute !== undefined) {
    return new Generator(itemsOf(input).map(propertyReader(attribute, passed.named.get('default'))));
  }
  const [name] = passed.positional;
  if (name === undefined) throw new RenderError('FilterArgumentError', 'map requires a filter argument');
  return new Generator(itemsOf(input).map((item) => runtime.filter(str(name), item, passed.rest(1))));
}

function choose(input: Value, passed: Arguments, runtime: FilterRuntime, keeps: boolean): Value {
  const holds = tester(passed, runtime);
  return new Generator(itemsOf(input).filter((item) => holds(item) === keeps));
}

function chooseByAttribute(input: Value, passed: Arguments, runtime: FilterRuntime, keeps: boolean): Value {
  const [attribute] = passed.positional;
  if (attribute === undefined) throw new RenderError('FilterArgumentError', 'Missing parameter for attribute name');
  const read = propertyReader(attribute);
  const holds = tester(passed.rest(1), runtime);
  return new Generator(itemsOf(input).filter((item) => holds(read(item)) === keeps));
}

/** None and other false values count as empty here, whether or not they could be walked over. */
function itemsOf(input: Value): readonly Value[] {
  return truthy(input) ? iterate(input) : [];
}

/** The named test, or whether an item is true. */
function tester(passed: Arguments, runtime: FilterRuntime): (item: Value) => boolean {
  const [name] = passed.positional;
  if (name === undefined) return (item) => !(item instanceof Undefined) && truthy(item);
  return (item) => runtime.test(str(name), item, passed.rest(1));
}
