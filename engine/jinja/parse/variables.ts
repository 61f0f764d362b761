import type { Block, Expression, MacroParameter, Statement, Target } from './ast';
import { subexpressions } from './children';

/** Names that a template reads and does not set itself: its inputs. `globals` are never inputs. */
export function undeclaredVariables(template: Block, globals: ReadonlySet<string>): ReadonlySet<string> {
  const finder = new VariableFinder(globals);
  finder.block(template, new Set());
  return finder.found;
}

/** Walks over a template with the names that are declared so far; blocks with a scope of their own get a copy. */
class VariableFinder {
  readonly found = new Set<string>();

  constructor(private readonly globals: ReadonlySet<string>) {}

  block(statements: Block, declared: Set<string>): void {
    for (const statement of statements) this.statement(statement, declared);
  }

  private statement(statement: Statement, declared: Set<string>): void {
    switch (statement.kind) {
      case 'text':
        break;
      case 'load':
        this.expression(statement.template, declared);
        for (const name of statement.names) declared.add(name);
        break;
      case 'output':
        this.expression(statement.expression, declared);
        break;
      case 'if':
        for (const [test, body] of statement.branches) {
          this.expression(test, declared);
          this.block(body, declared);
        }
        this.block(statement.otherwise, declared);
        break;
      case 'for':
        this.loop(statement, declared);
        break;
      case 'set':
        this.expression(statement.value, declared);
        declare(statement.target, declared);
        break;
      case 'set-block':
        this.block(statement.body, new Set(declared));
        if (statement.filter !== undefined) this.expression(statement.filter, declared);
        declare(statement.target, declared);
        break;
      case 'macro':
        declared.add(statement.name);
        this.macro(statement.parameters, statement.body, declared);
        break;
      case 'call':
        this.expression(statement.call, declared);
        this.macro(statement.parameters, statement.body, declared);
        break;
      case 'filter':
        this.expression(statement.filter, declared);
        this.block(statement.body, new Set(declared));
        break;
      case 'with':
        this.with(statement, declared);
        break;
      case 'autoescape':
        this.expression(statement.enabled, declared);
        this.block(statement.body, new Set(declared));
        break;
      case 'block':
        this.block(statement.body, new Set(declared));
        break;
    }
  }

  private loop(statement: Extract<Statement, { kind: 'for' }>, declared: Set<string>): void {
    this.expression(statement.iterable, declared);
    const inner = new Set(declared);
    declare(statement.target, inner);
    if (statement.test !== undefined) this.expression(statement.test, inner);
    this.block(statement.body, new Set(inner).add('loop'));
    this.block(statement.otherwise, new Set(declared));
  }

  private with(statement: Extract<Statement, { kind: 'with' }>, declared: Set<string>): void {
    const inner = new Set(declared);
    for (const [target, value] of statement.assignments) {
      this.expression(value, declared);
      declare(target, inner);
    }
    this.block(statement.body, inner);
  }

  private macro(parameters: readonly MacroParameter[], body: Block, declared: Set<string>): void {
    const inner = new Set([...declared, 'varargs', 'kwargs', 'caller']);
    for (const { name, fallback } of parameters) {
      if (fallback !== undefined) this.expression(fallback, inner);
      inner.add(name);
    }
    this.block(body, inner);
  }

  private expression(expression: Expression, declared: ReadonlySet<string>): void {
    if (expression.kind === 'name' && !declared.has(expression.name) && !this.globals.has(expression.name)) {
      this.found.add(expression.name);
    }
    for (const inner of subexpressions(expression)) this.expression(inner, declared);
  }
}

function declare(target: Target, declared: Set<string>): void {
  if (target.kind === 'name') declared.add(target.name);
  if (target.kind === 'tuple') for (const inner of target.targets) declare(inner, declared);
}
