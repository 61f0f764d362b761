import type { Block, Expression, Statement } from './ast';

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

/** The expressions of a statement itself, without those in its bodies. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'text':
    case 'block':
      return [];
    case 'output':
      return [statement.expression];
    case 'for':
      return present(statement.iterable, statement.test);
    case 'if':
      return statement.branches.map(([test]) => test);
    case 'set':
      return [statement.value];
    case 'set-block':
      return present(statement.filter);
    case 'macro':
      return present(...statement.parameters.map(({ fallback }) => fallback));
    case 'call':
      return present(statement.call, ...statement.parameters.map(({ fallback }) => fallback));
    case 'filter':
      return [statement.filter];
    case 'with':
      return statement.assignments.map(([, value]) => value);
    case 'autoescape':
      return [statement.enabled];
    case 'load':
      return [statement.template];
  }
}

/** The bodies of a statement, in order. */
export function bodiesOf(statement: Statement): readonly Block[] {
  if (statement.kind === 'if') return [...statement.branches.map(([, body]) => body), statement.otherwise];
  if (statement.kind === 'for') return [statement.body, statement.otherwise];
  return 'body' in statement ? [statement.body] : [];
}
