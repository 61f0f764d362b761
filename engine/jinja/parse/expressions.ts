import type { BinaryOperator, ComparisonOperator, Expression } from './ast';
import { describe, type Cursor } from './cursor';
import { OperandParser } from './operands';

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

/** `|name(arguments)` any number of times; `begun` when the first `|` is implied, as after `{% filter`. */
export function parseFilters(cursor: Cursor, input: Expression | undefined, begun = false): Expression {
  return operands(cursor).filters(input, begun);
}

function operands(cursor: Cursor): OperandParser {
  return new OperandParser(cursor, {
    expression: () => parseExpression(cursor),
    tuple: (parenthesized) => parseTuple(cursor, { parenthesized }),
  });
}

function endsTuple(cursor: Cursor): boolean {
  return cursor.current.type === 'end' || cursor.current.type === 'eof' || cursor.is(')');
}

function parseConditional(cursor: Cursor): Expression {
  const { line } = cursor.current;
  let expression = parseOr(cursor);
  while (cursor.skip('if')) {
    const test = parseOr(cursor);
    const otherwise = cursor.skip('else') ? parseConditional(cursor) : undefined;
    expression = {
      kind: 'conditional',
      test,
      then: expression,
      line,
      ...(otherwise === undefined ? {} : { otherwise }),
    };
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
  return parseBinary(cursor, ['**'], (inner) => operands(inner).operand(true));
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
