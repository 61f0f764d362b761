import type { Expression } from './ast';

/** The expressions directly inside an expression. */
export function subexpressions(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'constant':
    case 'name':
      return [];
    case 'list':
    case 'tuple':
      return expression.items;
    case 'dict':
      return expression.entries.flat();
    case 'conditional':
      return present(expression.test, expression.then, expression.otherwise);
    case 'and':
    case 'or':
    case 'binary':
      return [expression.left, expression.right];
    case 'not':
    case 'unary':
      return [expression.operand];
    case 'concat':
      return expression.parts;
    case 'compare':
      return [expression.first, ...expression.rest.map(({ right }) => right)];
    case 'attribute':
      return [expression.object];
    case 'item':
      return [expression.object, expression.key];
    case 'slice':
      return present(expression.object, ...expression.bounds);
    case 'call':
      return [expression.callee, ...argumentsOf(expression)];
    case 'filter':
    case 'test':
      return [...present(expression.input), ...argumentsOf(expression)];
  }
}

function argumentsOf(expression: Extract<Expression, { kind: 'call' | 'filter' | 'test' }>): readonly Expression[] {
  const { positional, named, spread, spreadNamed } = expression.arguments;
  return present(...positional, ...named.map(([, value]) => value), spread, spreadNamed);
}

function present(...expressions: readonly (Expression | undefined)[]): readonly Expression[] {
  return expressions.filter((expression) => expression !== undefined);
}
