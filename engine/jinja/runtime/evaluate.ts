import { repr, str } from '../../values/python-text';
import { truthy } from '../../values/truth';
import { isDict, isInt, Tuple, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import { filters } from '../filters';
import type { FilterRuntime } from '../filters/filter';
import type { CallArguments, Expression } from '../parse/ast';
import { tests } from '../tests';
import { escapeHtml } from '../text/html';
import { calculate, negate } from './arithmetic';
import { Arguments } from './arguments';
import { compare, hashKey } from './comparison';
import { iterate } from './iterate';
import { Loop } from './loop';
import { attribute, item, slice } from './lookup';
import { Callable, Markup, Undefined } from './objects';
import type { Scope } from './scope';

/** The value of an expression at a place in a template. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'name': {
      const value = scope.get(expression.name);
      return value === undefined ? new Undefined(`'${expression.name}' is undefined`) : value;
    }
    case 'list':
      return expression.items.map((inner) => evaluate(inner, scope));
    case 'tuple':
      return new Tuple(expression.items.map((inner) => evaluate(inner, scope)));
    case 'dict':
      return new Map(expression.entries.map(([key, value]) => [hashKey(evaluate(key, scope)), evaluate(value, scope)]));
    case 'conditional':
      return evaluateConditional(expression, scope);
    case 'and': {
      const left = evaluate(expression.left, scope);
      return truthy(left) ? evaluate(expression.right, scope) : left;
    }
    case 'or': {
      const left = evaluate(expression.left, scope);
      return truthy(left) ? left : evaluate(expression.right, scope);
    }
    case 'not':
      return !truthy(evaluate(expression.operand, scope));
    case 'unary':
      return negate(expression.operator, evaluate(expression.operand, scope));
    case 'binary':
      return calculate(expression.operator, evaluate(expression.left, scope), evaluate(expression.right, scope));
    case 'concat':
      return concatenate(expression.parts.map((part) => evaluate(part, scope)));
    case 'compare':
      return evaluateComparison(expression, scope);
    case 'attribute':
      return attribute(evaluate(expression.object, scope), expression.name);
    case 'item':
      return item(evaluate(expression.object, scope), evaluate(expression.key, scope));
    case 'slice':
      return slice(
        evaluate(expression.object, scope),
        expression.bounds.map((bound) => sliceBound(bound, scope)),
      );
    case 'call':
      return call(evaluate(expression.callee, scope), evaluateArguments(expression.arguments, scope));
    case 'filter': {
      const input = expression.input === undefined ? null : evaluate(expression.input, scope);
      if (!filters.has(expression.name)) throw unknown('filter', expression.name);
      return applyFilter(expression.name, input, evaluateArguments(expression.arguments, scope));
    }
    case 'test':
      if (!tests.has(expression.name)) throw unknown('test', expression.name);
      return applyTest(
        expression.name,
        evaluate(expression.input, scope),
        evaluateArguments(expression.arguments, scope),
      );
  }
}

const runtime: FilterRuntime = { filter: applyFilter, test: applyTest };

function applyFilter(name: string, input: Value, passed: Arguments): Value {
  const filter = filters.get(name);
  if (filter === undefined) throw new RenderError('TemplateRuntimeError', `No filter named ${repr(name)}.`);
  return filter(input, passed, runtime);
}

/** A name that the template has in a place which need not run; elsewhere it is a mistake of the template. */
function unknown(kind: 'filter' | 'test', name: string): RenderError {
  return new RenderError('TemplateRuntimeError', `No ${kind} named ${repr(name)} found.`);
}

function applyTest(name: string, input: Value, passed: Arguments): boolean {
  const test = tests.get(name);
  if (test === undefined) throw new RenderError('TemplateRuntimeError', `No test named ${repr(name)}.`);
  return test(input, passed);
}

/** Calls a macro, a function or a method. */
export function call(callee: Value, passed: Arguments): Value {
  if (callee instanceof Undefined) callee.fail();
  if (callee instanceof Callable || callee instanceof Loop) return callee.call(passed);
  throw new RenderError('TypeError', `'${typeName(callee)}' object is not callable`);
}

export function evaluateArguments(passed: CallArguments, scope: Scope): Arguments {
  const positional = passed.positional.map((expression) => evaluate(expression, scope));
  const named = new Map(passed.named.map(([name, expression]) => [name, evaluate(expression, scope)]));
  if (passed.spread !== undefined) positional.push(...iterate(evaluate(passed.spread, scope)));
  const spreadNamed = passed.spreadNamed === undefined ? undefined : evaluate(passed.spreadNamed, scope);
  if (spreadNamed !== undefined && isDict(spreadNamed)) {
    for (const [name, value] of spreadNamed) named.set(String(name), value);
  }
  return new Arguments(positional, named);
}

function evaluateConditional(expression: Extract<Expression, { kind: 'conditional' }>, scope: Scope): Value {
  if (truthy(evaluate(expression.test, scope))) return evaluate(expression.then, scope);
  if (expression.otherwise !== undefined) return evaluate(expression.otherwise, scope);
  return new Undefined(
    `the inline if-expression on line ${expression.line} evaluated to false and no else section was defined.`,
  );
}

/** `a < b < c` compares neighbours, and stops at the first comparison that does not hold. */
function evaluateComparison({ first, rest }: Extract<Expression, { kind: 'compare' }>, scope: Scope): boolean {
  let left = evaluate(first, scope);
  for (const { operator, right } of rest) {
    const next = evaluate(right, scope);
    if (!compare(operator, left, next)) return false;
    left = next;
  }
  return true;
}

function concatenate(parts: readonly Value[]): Value {
  if (!parts.some((part) => part instanceof Markup)) return parts.map(str).join('');
  return new Markup(parts.map((part) => (part instanceof Markup ? part.text : escapeHtml(str(part)))).join(''));
}

function sliceBound(bound: Expression | undefined, scope: Scope): number | undefined {
  const value = bound === undefined ? null : evaluate(bound, scope);
  if (value === null) return undefined;
  if (isInt(value) || typeof value === 'boolean') return Number(value);
  throw new RenderError('TypeError', 'slice indices must be integers or None or have an __index__ method');
}
