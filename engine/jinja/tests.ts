import { str } from '../values/python-text';
import { pythonEquals } from '../values/equality';
import { Float, isDict, isInt, isList, isNumber, Tuple, type Value } from '../values/value';
import { filters } from './filters';
import { calculate } from './runtime/arithmetic';
import type { Arguments } from './runtime/arguments';
import { compare, contains } from './runtime/comparison';
import { isIterable } from './runtime/iterate';
import { Callable, DictView, Markup, Range, textOf, Undefined } from './runtime/objects';
import type { ComparisonOperator } from './parse/ast';

/** A test: `value is name(arguments)`. */
export type Test = (value: Value, passed: Arguments) => boolean;

const comparing =
  (operator: ComparisonOperator): Test =>
  (value, passed) =>
    compare(operator, value, passed.required(0, 'other'));

/** Jinja's own tests. */
export const tests: ReadonlyMap<string, Test> = new Map(
  Object.entries<Test>({
    boolean: (value) => typeof value === 'boolean',
    callable: (value) => value instanceof Callable,
    defined: (value) => !(value instanceof Undefined),
    undefined: (value) => value instanceof Undefined,
    divisibleby: (value, passed) => pythonEquals(calculate('%', value, passed.required(0, 'num')), 0),
    escaped: (value) => value instanceof Markup,
    even: (value) => pythonEquals(calculate('%', value, 2), 0),
    odd: (value) => pythonEquals(calculate('%', value, 2), 1),
    true: (value) => value === true,
    false: (value) => value === false,
    none: (value) => value === null,
    integer: (value) => isInt(value),
    float: (value) => value instanceof Float,
    number: (value) => isNumber(value) || typeof value === 'boolean',
    string: (value) => textOf(value) !== undefined,
    mapping: (value) => isDict(value),
    sequence: isSequence,
    iterable: isIterable,
    lower: (value) => isCased(value, (text) => text.toLowerCase()),
    upper: (value) => isCased(value, (text) => text.toUpperCase()),
    sameas: (value, passed) => value === passed.required(0, 'other'),
    in: (value, passed) => contains(passed.required(0, 'seq'), value),
    filter: (value) => filters.has(textOf(value) ?? ''),
    test: (value) => tests.has(textOf(value) ?? ''),
    eq: comparing('=='),
    equalto: comparing('=='),
    '==': comparing('=='),
    ne: comparing('!='),
    '!=': comparing('!='),
    lt: comparing('<'),
    lessthan: comparing('<'),
    '<': comparing('<'),
    le: comparing('<='),
    '<=': comparing('<='),
    gt: comparing('>'),
    greaterthan: comparing('>'),
    '>': comparing('>'),
    ge: comparing('>='),
    '>=': comparing('>='),
  }),
);

function isSequence(value: Value): boolean {
  if (value instanceof DictView) return false;
  return (
    textOf(value) !== undefined ||
    isList(value) ||
    isDict(value) ||
    value instanceof Tuple ||
    value instanceof Range ||
    value instanceof Undefined
  );
}

/** Whether a value's text has letters with a case, and all of them are in that case. */
function isCased(value: Value, fold: (text: string) => string): boolean {
  const text = str(value);
  return text === fold(text) && text.toLowerCase() !== text.toUpperCase();
}
