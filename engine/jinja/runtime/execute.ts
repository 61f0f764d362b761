import { str } from '../../values/python-text';
import { truthy } from '../../values/truth';
import { Tuple, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Block, BlockStatement, MacroParameter, Statement } from '../parse/ast';
import { escapeHtml } from '../text/html';
import { Arguments } from './arguments';
import { call, evaluate, evaluateArguments } from './evaluate';
import { iterate } from './iterate';
import { macroBinder } from './macro-arguments';
import { Loop } from './loop';
import { Callable, Markup, textOf, Undefined } from './objects';
import { Scope } from './scope';

/** Renders a block of a template in a scope. Assignments at its top change that scope. */
export function execute(block: Block, scope: Scope, escapes = false): string {
  return block.map((statement) => executeStatement(statement, scope, escapes)).join('');
}

function executeStatement(statement: Statement, scope: Scope, escapes: boolean): string {
  switch (statement.kind) {
    case 'text':
      return statement.text;
    case 'output':
      return output(evaluate(statement.expression, scope), escapes);
    case 'if': {
      const branch = statement.branches.find(([test]) => truthy(evaluate(test, scope)));
      return execute(branch?.[1] ?? statement.otherwise, scope, escapes);
    }
    case 'for':
      return executeFor(statement, scope, escapes);
    case 'set':
      scope.checkTarget(statement.target);
      scope.assign(statement.target, evaluate(statement.value, scope));
      return '';
    case 'set-block': {
      scope.checkTarget(statement.target);
      const text = execute(statement.body, new Scope(scope), escapes);
      scope.assign(statement.target, statement.filter === undefined ? text : filterText(statement.filter, text, scope));
      return '';
    }
    case 'macro':
      scope.set(statement.name, macro(statement.name, statement.parameters, statement.body, scope, escapes));
      return '';
    case 'call':
      return executeCall(statement, scope, escapes);
    case 'filter':
      return piece(filterText(statement.filter, execute(statement.body, new Scope(scope), escapes), scope));
    case 'with': {
      const inner = new Scope(scope);
      for (const [target, value] of statement.assignments) inner.assign(target, evaluate(value, scope));
      return execute(statement.body, inner, escapes);
    }
    case 'autoescape':
      return execute(statement.body, new Scope(scope), truthy(evaluate(statement.enabled, scope)));
    case 'block':
      return executeBlock(statement, scope, escapes);
    case 'load':
      evaluate(statement.template, scope);
      throw new RenderError('TypeError', 'no loader for this environment specified');
  }
}

function output(value: Value, escapes: boolean): string {
  return escapes && !(value instanceof Markup) ? escapeHtml(str(value)) : str(value);
}

/** What a filter or a macro gives for a block is part of the output only if it is text. */
function piece(value: Value): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  throw new RenderError('TypeError', `sequence item 0: expected str instance, ${typeName(value)} found`);
}

/** A block sees the template's own names; those of loops and the like around it only if it is `scoped`. */
export function executeBlock(block: BlockStatement, scope: Scope, escapes: boolean): string {
  if (block.required) throw new RenderError('TemplateRuntimeError', `Required block '${block.name}' not found`);
  const inner = new Scope(block.scoped ? scope : scope.template);
  inner.set('super', new Undefined(`there is no parent block called '${block.name}'.`));
  return execute(block.body, inner, escapes);
}

function executeFor(statement: Extract<Statement, { kind: 'for' }>, scope: Scope, escapes: boolean): string {
  const { target, test, body, otherwise, recursive } = statement;
  const run = (iterable: Value, depth: number): string => {
    const items = iterate(iterable).filter((item) => {
      if (test === undefined) return true;
      const inner = new Scope(scope);
      inner.assign(target, item);
      return truthy(evaluate(test, inner));
    });
    if (items.length === 0) return execute(otherwise, new Scope(scope), escapes);
    const loop = new Loop(items, depth, recursive ? (inner, level) => run(inner, level) : undefined);
    return items
      .map((item, index) => {
        loop.index = index;
        const inner = new Scope(scope, [['loop', loop]]);
        inner.assign(target, item);
        return execute(body, inner, escapes);
      })
      .join('');
  };
  return run(evaluate(statement.iterable, scope), 0);
}

function executeCall(statement: Extract<Statement, { kind: 'call' }>, scope: Scope, escapes: boolean): string {
  const { call: expression, parameters, body } = statement;
  if (expression.kind !== 'call') return '';
  const caller = macro('caller', parameters, body, scope, escapes);
  const passed = evaluateArguments(expression.arguments, scope);
  const named = new Map(passed.named).set('caller', caller);
  return piece(call(evaluate(expression.callee, scope), new Arguments(passed.positional, named)));
}

function filterText(filter: Parameters<typeof evaluate>[0], text: string, scope: Scope): Value {
  return evaluate(withInput(filter, text), scope);
}

/** The innermost filter of `{% filter a|b %}` has no input of its own: it takes the block's text. */
function withInput(filter: Parameters<typeof evaluate>[0], text: string): Parameters<typeof evaluate>[0] {
  if (filter.kind !== 'filter') return filter;
  return {
    ...filter,
    input: filter.input === undefined ? { kind: 'constant', value: text } : withInput(filter.input, text),
  };
}

function fallbackOf({ name, fallback }: MacroParameter, scope: Scope): Value {
  return fallback === undefined ? new Undefined(`parameter '${name}' was not provided`) : evaluate(fallback, scope);
}

function macro(
  name: string,
  parameters: readonly MacroParameter[],
  body: Block,
  definition: Scope,
  escapes: boolean,
): Callable {
  const bind = macroBinder(name, parameters, body);
  return new Callable(name, (passed) => {
    const scope = new Scope(definition);
    const { values, varargs, kwargs, caller } = bind(passed);
    parameters.forEach((parameter, index) => {
      const given = values[index];
      scope.set(parameter.name, given === undefined ? fallbackOf(parameter, scope) : given);
    });
    scope.set('varargs', new Tuple(varargs));
    scope.set('kwargs', kwargs);
    if (!parameters.some((parameter) => parameter.name === 'caller')) {
      scope.set('caller', caller ?? new Undefined('No caller defined'));
    }
    return execute(body, scope, escapes);
  });
}
