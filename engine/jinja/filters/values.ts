import { str } from '../../values/python-text';
import { truthy } from '../../values/truth';
import { typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { attributeOnly } from '../runtime/lookup';
import { textOf, Undefined } from '../runtime/objects';
import { prettyPrint } from '../text/pretty';
import type { Filters } from './filter';

/** Filters for any value. */
export const valueFilters: Filters = {
  default: fallback,
  d: fallback,
  string: (input) => str(input),
  attr: (input, passed) => {
    const name = passed.required(0, 'name');
    const text = textOf(name);
    if (text !== undefined) return attributeOnly(input, text);
    throw new RenderError('TypeError', `attribute name must be string, not '${typeName(name)}'`);
  },
  pprint: (input) => prettyPrint(input),
};

function fallback(input: Value, passed: Arguments): Value {
  const isMissing = input instanceof Undefined || (passed.flag(1, 'boolean', false) && !truthy(input));
  return isMissing ? passed.or(0, 'default_value', '') : input;
}
