import { TemplateAssertionError } from '../errors';
import { filters } from '../filters';
import { tests } from '../tests';
import type { BinaryOperator, CallArguments, ComparisonOperator, Expression } from './ast';
import { describe, type Cursor } from './cursor';

const constants: Readonly<Record<string, boolean | null>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
};
const comparisons: readonly string[] = ['==', '!=', '<', '<=', '>', '>=', 'in'];

/** Parses an expression; without `conditional`, `a if b` is left alone. */
export function parseExpression(cursor: Cursor, conditional = true): Expression {
  return conditional ? parseConditional(cursor) : parseOr(cursor);
}

/** Parses expressions between commas: one of them stands for itself, more make a tuple. */
export function parseTuple(
  cursor: Cursor,
  options: { readonly conditional?: boolean; readonly parenthesized?: boolean } = {},
): Expression {
  const items: Expression[] = [];
  let isTuple = false;
  for (;;) {
    if (items.length > 0) {
      if (!cursor.skip(',')) break;
      isTuple = true;
    }
    if (endsTuple(cursor)) break;
    items.push(parseExpression(cursor, options.conditional ?? true));
  }
  const [first] = items;
  if (!isTuple && first !== undefined) return first;
  if (first === undefined && options.parenthesized !== true) {
    const isEnd = cursor.current.type === 'eof';
    throw cursor.error(
      isEnd ? "unexpected 'end of template'" : `Expected an expression, got ${describe(cursor.current)}`,
    );
  }
  return { kind: 'tuple', items };
}

function endsTuple(cursor: Cursor): boolean {
  return cursor.current.type === 'end' || cursor.current.type === 'eof' || cursor.is(')');
}

function parseConditional(cursor: Cursor): Expression {
  let expression = parseOr(cursor);
  while (cursor.skip('if')) {
    const test = parseOr(cursor);
    const otherwise = cursor.skip('else') ? parseConditional(cursor) : undefined;
    expression = { kind: 'conditional', test, then: expression, ...(otherwise === undefined ? {} : { otherwise }) };
  }
  return expression;
}

function parseOr(cursor: Cursor): Expression {
  let left = parseAnd(cursor);
  while (cursor.skip('or')) left = { kind: 'or', left, right: parseAnd(cursor) };
  return left;
}

function parseAnd(cursor: Cursor): Expression {
  let left = parseNot(cursor);
  while (cursor.skip('and')) left = { kind: 'and', left, right: parseNot(cursor) };
  return left;
}

function parseNot(cursor: Cursor): Expression {
  return cursor.skip('not') ? { kind: 'not', operand: parseNot(cursor) } : parseComparison(cursor);
}

function parseComparison(cursor: Cursor): Expression {
  const first = parseSum(cursor);
  const rest: { operator: ComparisonOperator; right: Expression }[] = [];
  for (;;) {
    const { current } = cursor;
    if ((current.type === 'operator' || current.type === 'name') && comparisons.includes(current.text)) {
      cursor.next();
      rest.push({ operator: current.text as ComparisonOperator, right: parseSum(cursor) });
    } else if (cursor.is('not') && cursor.following.text === 'in') {
      cursor.next();
      cursor.next();
      rest.push({ operator: 'not in', right: parseSum(cursor) });
    } else {
      return rest.length === 0 ? first : { kind: 'compare', first, rest };
    }
  }
}

function parseSum(cursor: Cursor): Expression {
  return parseBinary(cursor, ['+', '-'], parseConcatenation);
}

function parseConcatenation(cursor: Cursor): Expression {
  const first = parseProduct(cursor);
  const parts = [first];
  while (cursor.skip('~')) parts.push(parseProduct(cursor));
  return parts.length === 1 ? first : { kind: 'concat', parts };
}

function parseProduct(cursor: Cursor): Expression {
  return parseBinary(cursor, ['*', '/', '//', '%'], parsePower);
}

/** Jinja groups `2**3**2` from the left, and binds a minus sign closer than `**`; Python does neither. */
function parsePower(cursor: Cursor): Expression {
  return parseBinary(cursor, ['**'], (inner) => parseUnary(inner, true));
}

function parseBinary(
  cursor: Cursor,
  operators: readonly BinaryOperator[],
  operand: (cursor: Cursor) => Expression,
): Expression {
  let left = operand(cursor);
  for (;;) {
    const operator = operators.find(
      (candidate) => cursor.current.type === 'operator' && cursor.current.text === candidate,
    );
    if (operator === undefined) return left;
    cursor.next();
    left = { kind: 'binary', operator, left, right: operand(cursor) };
  }
}

function parseUnary(cursor: Cursor, filters: boolean): Expression {
  let expression: Expression;
  if (cursor.current.type === 'operator' && (cursor.is('-') || cursor.is('+'))) {
    const operator = cursor.next().text as '-' | '+';
    expression = { kind: 'unary', operator, operand: parseUnary(cursor, false) };
  } else {
    expression = parsePrimary(cursor);
  }
  expression = parsePostfix(cursor, expression);
  return filters ? parseFiltersAndTests(cursor, expression) : expression;
}

function parsePrimary(cursor: Cursor): Expression {
  const token = cursor.current;
  if (token.type === 'name') {
    cursor.next();
    const constant = constants[token.text];
    return constant === undefined ? { kind: 'name', name: token.text } : { kind: 'constant', value: constant };
  }
  if (token.type === 'number') {
    cursor.next();
    return { kind: 'constant', value: token.value };
  }
  if (token.type === 'string') {
    let text = '';
    while (cursor.current.type === 'string') text += cursor.next().text;
    return { kind: 'constant', value: text };
  }
  if (cursor.skip('(')) {
    const expression = parseTuple(cursor, { parenthesized: true });
    cursor.expect(')');
    return expression;
  }
  if (cursor.skip('[')) return { kind: 'list', items: parseItems(cursor, ']', () => parseExpression(cursor)) };
  if (cursor.skip('{')) {
    const entry = (): readonly [Expression, Expression] => {
      const key = parseExpression(cursor);
      cursor.expect(':');
      return [key, parseExpression(cursor)];
    };
    return { kind: 'dict', entries: parseItems(cursor, '}', entry) };
  }
  throw cursor.error(`unexpected ${describe(token)}`);
}

function parseItems<T>(cursor: Cursor, close: string, parseItem: () => T): readonly T[] {
  const items: T[] = [];
  while (!cursor.is(close)) {
    if (items.length > 0) cursor.expect(',');
    if (cursor.is(close)) break;
    items.push(parseItem());
  }
  cursor.expect(close);
  return items;
}

function parsePostfix(cursor: Cursor, start: Expression): Expression {
  let expression = start;
  for (;;) {
    if (cursor.skip('.')) expression = parseDotted(cursor, expression);
    else if (cursor.skip('[')) expression = parseSubscript(cursor, expression);
    else if (cursor.is('(')) expression = { kind: 'call', callee: expression, arguments: parseArguments(cursor) };
    else return expression;
  }
}

function parseDotted(cursor: Cursor, object: Expression): Expression {
  const token = cursor.next();
  if (token.type === 'name') return { kind: 'attribute', object, name: token.text };
  if (token.type === 'number') return { kind: 'item', object, key: { kind: 'constant', value: token.value } };
  throw cursor.error('expected name or number', token.line);
}

function parseSubscript(cursor: Cursor, object: Expression): Expression {
  const bounds: (Expression | undefined)[] = [];
  let isSlice = false;
  let part: Expression | undefined;
  while (!cursor.is(']')) {
    if (cursor.skip(':')) {
      isSlice = true;
      bounds.push(part);
      part = undefined;
    } else {
      part = parseTuple(cursor);
      if (!cursor.is(':') && !cursor.is(']')) throw cursor.error(`expected token ']', got ${describe(cursor.current)}`);
    }
  }
  cursor.expect(']');
  if (isSlice) return { kind: 'slice', object, bounds: [...bounds, part] };
  if (part === undefined) throw cursor.error('expected subscript expression');
  return { kind: 'item', object, key: part };
}

export function parseArguments(cursor: Cursor): CallArguments {
  cursor.expect('(');
  const positional: Expression[] = [];
  const named: (readonly [string, Expression])[] = [];
  const spreads: { spread?: Expression; spreadNamed?: Expression } = {};
  for (let count = 0; !cursor.is(')'); count++) {
    if (count > 0) cursor.expect(',');
    if (cursor.is(')')) break;
    if (cursor.skip('*')) spreads.spread = parseExpression(cursor);
    else if (cursor.skip('**')) spreads.spreadNamed = parseExpression(cursor);
    else if (cursor.current.type === 'name' && cursor.following.type === 'operator' && cursor.following.text === '=') {
      const name = cursor.next().text;
      cursor.next();
      named.push([name, parseExpression(cursor)]);
    } else if (named.length > 0 || spreads.spreadNamed !== undefined) {
      throw cursor.error('invalid syntax for function call expression');
    } else positional.push(parseExpression(cursor));
  }
  cursor.expect(')');
  return { positional, named, ...spreads };
}

function parseFiltersAndTests(cursor: Cursor, start: Expression): Expression {
  let expression = start;
  for (;;) {
    if (cursor.is('|')) expression = parseFilters(cursor, expression);
    else if (cursor.skip('is')) expression = parseTest(cursor, expression);
    else if (cursor.is('(')) expression = { kind: 'call', callee: expression, arguments: parseArguments(cursor) };
    else return expression;
  }
}

/** `|name(arguments)` any number of times; `begun` when the first `|` is implied, as after `{% filter`. */
export function parseFilters(cursor: Cursor, input: Expression | undefined, begun = false): Expression {
  let expression = input;
  for (let first = begun; first || cursor.skip('|'); first = false) {
    const { line } = cursor.current;
    const name = parseDottedName(cursor);
    if (!filters.has(name)) throw new TemplateAssertionError(`No filter named '${name}'.`, line);
    const passed = cursor.is('(') ? parseArguments(cursor) : { positional: [], named: [] };
    expression = { kind: 'filter', input: expression, name, arguments: passed };
  }
  if (expression === undefined) throw cursor.error(`expected token 'name', got ${describe(cursor.current)}`);
  return expression;
}

function parseTest(cursor: Cursor, input: Expression): Expression {
  const negated = cursor.skip('not');
  const { line } = cursor.current;
  const name = parseDottedName(cursor);
  if (!tests.has(name)) throw new TemplateAssertionError(`No test named '${name}'.`, line);
  const test: Expression = { kind: 'test', input, name, arguments: parseTestArguments(cursor) };
  return negated ? { kind: 'not', operand: test } : test;
}

function parseTestArguments(cursor: Cursor): CallArguments {
  if (cursor.is('(')) return parseArguments(cursor);
  const { type, text } = cursor.current;
  const begins = type === 'string' || type === 'number' || type === 'name' || cursor.is('[') || cursor.is('{');
  if (!begins || (type === 'name' && ['else', 'or', 'and'].includes(text))) return { positional: [], named: [] };
  if (cursor.is('is')) throw cursor.error('You cannot chain multiple tests with is');
  return { positional: [parsePostfix(cursor, parsePrimary(cursor))], named: [] };
}

function parseDottedName(cursor: Cursor): string {
  let name = cursor.expectName();
  while (cursor.skip('.')) name += `.${cursor.expectName()}`;
  return name;
}
