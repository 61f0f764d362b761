import { str } from '../values/python-text';
import { pythonEquals } from '../values/equality';
import { Float, isDict, isInt, isList, isNumber, Tuple, type Value } from '../values/value';
import { filters } from './filters';
import { calculate } from './runtime/arithmetic';
import { Arguments } from './runtime/arguments';
import { checkShape } from './runtime/builtin';
import { compare, contains } from './runtime/comparison';
import { isIterable } from './runtime/iterate';
import { Callable, DictView, Markup, Range, textOf, Undefined } from './runtime/objects';
import { checkArguments, signature } from './runtime/signature';
import type { ComparisonOperator } from './parse/ast';

/** A test: `value is name(arguments)`. */
export type Test = (value: Value, passed: Arguments) => boolean;

const comparing =
  (operator: ComparisonOperator): Test =>
  (value, passed) =>
    compare(operator, value, passed.required(0, 'other'));

/** Functions of Python's `operator` that some tests are. */
const operators: Readonly<Record<string, string>> = {
  eq: 'eq',
  equalto: 'eq',
  '==': 'eq',
  ne: 'ne',
  '!=': 'ne',
  lt: 'lt',
  lessthan: 'lt',
  '<': 'lt',
  le: 'le',
  '<=': 'le',
  gt: 'gt',
  greaterthan: 'gt',
  '>': 'gt',
  ge: 'ge',
  '>=': 'ge',
};
const parameters: Readonly<Record<string, string>> = {
  divisibleby: 'value; num',
  sameas: 'value; other',
  in: 'value; seq',
  filter: 'env value;',
  test: 'env value;',
};

/** Jinja's own tests. Each refuses arguments that it does not take. */
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
  }).map(([name, test]) => [name, checked(name, test)]),
);

function checked(name: string, test: Test): Test {
  const operator = operators[name] ?? (name === 'callable' ? name : undefined);
  const own = signature(`test_${name}(${parameters[name] ?? 'value;'})`);
  return (value, passed) => {
    if (operator !== undefined) {
      const count = name === 'callable' ? 1 : 2;
      const all = new Arguments([value, ...passed.positional], passed.named);
      checkShape({ kind: 'counted', least: count, most: count }, count === 2 ? '_operator.' : '', operator, all);
    } else if (own !== undefined) {
      checkArguments(own, passed);
    }
    return test(value, passed);
  };
}

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
