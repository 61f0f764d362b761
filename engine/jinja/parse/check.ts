import { TemplateAssertionError } from '../errors';
import { filters } from '../filters';
import { tests } from '../tests';
import type { Block, BlockStatement, Expression, Statement, Target } from './ast';
import { bodiesOf, expressionsOf, subexpressions } from './children';

/** Refuses what reads well but cannot run: blocks of one name, filters and tests that do not exist, a `loop` of one's own. */
export function checkTemplate(template: Block): void {
  const names = new Set<string>();
  for (const { name, line } of blocksOf(template)) {
    if (names.has(name)) throw new TemplateAssertionError(`block '${name}' defined twice`, line);
    names.add(name);
  }
  checkBody(template, false, false);
}

/** The blocks of a template, also those inside other statements. */
export function blocksOf(body: Block): readonly BlockStatement[] {
  return body.flatMap((statement) => [
    ...(statement.kind === 'block' ? [statement] : []),
    ...bodiesOf(statement).flatMap((inner) => blocksOf(inner)),
  ]);
}

/** `isSoft` where it is open whether a part ever runs: unknown filters fail only when it does. */
function checkBody(body: Block, isSoft: boolean, inLoop: boolean): void {
  for (const statement of body) checkStatement(statement, isSoft, inLoop);
}

function checkStatement(statement: Statement, isSoft: boolean, inLoop: boolean): void {
  const isLoop = statement.kind === 'for';
  const targets = isLoop || statement.kind === 'set' || statement.kind === 'set-block' ? [statement.target] : [];
  if (inLoop || isLoop) for (const target of targets) checkTarget(target);
  for (const expression of expressionsOf(statement)) checkExpression(expression, isSoft || statement.kind === 'if');
  for (const inner of bodiesOf(statement)) {
    checkBody(inner, statement.kind === 'if', inLoop || isLoop);
  }
}

function checkTarget(target: Target): void {
  if (target.kind === 'tuple') for (const inner of target.targets) checkTarget(inner);
  if (target.kind === 'name' && target.name === 'loop') {
    throw new TemplateAssertionError("Can't assign to special loop variable in for-loop target", target.line);
  }
}

function checkExpression(expression: Expression, isSoft: boolean): void {
  const { kind } = expression;
  if (!isSoft && kind === 'filter' && !filters.has(expression.name)) {
    throw new TemplateAssertionError(`No filter named '${expression.name}'.`, expression.line);
  }
  if (!isSoft && kind === 'test' && !tests.has(expression.name)) {
    throw new TemplateAssertionError(`No test named '${expression.name}'.`, expression.line);
  }
  for (const inner of subexpressions(expression)) checkExpression(inner, isSoft || kind === 'conditional');
}
