import type { CallArguments, Expression } from './ast';
import { describe, type Cursor } from './cursor';

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** What an operand may hold that only the whole grammar can read. */
export interface NestedParsers {
  expression(): Expression;
  tuple(parenthesized: boolean): Expression;
}

/** Parses what stands between two operators: a value with its signs, subscripts, calls, filters and tests. */
export class OperandParser {
  constructor(
    private readonly cursor: Cursor,
    private readonly nested: NestedParsers,
  ) {}

  operand(withFilters: boolean): Expression {
    let expression: Expression;
    if (this.cursor.current.type === 'operator' && (this.cursor.is('-') || this.cursor.is('+'))) {
      const operator = this.cursor.next().text as '-' | '+';
      expression = { kind: 'unary', operator, operand: this.operand(false) };
    } else {
      expression = this.primary();
    }
    expression = this.postfix(expression);
    return withFilters ? this.filtersAndTests(expression) : expression;
  }

  private primary(): Expression {
    const token = this.cursor.current;
    if (token.type === 'name') {
      this.cursor.next();
      const constant = constants.get(token.text);
      return constant === undefined ? { kind: 'name', name: token.text } : { kind: 'constant', value: constant };
    }
    if (token.type === 'number') {
      this.cursor.next();
      return { kind: 'constant', value: token.value };
    }
    if (token.type === 'string') {
      let text = '';
      while (this.cursor.current.type === 'string') text += this.cursor.next().text;
      return { kind: 'constant', value: text };
    }
    if (this.cursor.skip('(')) {
      const expression = this.nested.tuple(true);
      this.cursor.expect(')');
      return expression;
    }
    if (this.cursor.skip('[')) return { kind: 'list', items: this.items(']', () => this.nested.expression()) };
    if (this.cursor.skip('{')) {
      const entry = (): readonly [Expression, Expression] => {
        const key = this.nested.expression();
        this.cursor.expect(':');
        return [key, this.nested.expression()];
      };
      return { kind: 'dict', entries: this.items('}', entry) };
    }
    throw this.cursor.error(`unexpected ${describe(token)}`);
  }

  private items<T>(close: string, parseItem: () => T): readonly T[] {
    const items: T[] = [];
    while (!this.cursor.is(close)) {
      if (items.length > 0) this.cursor.expect(',');
      if (this.cursor.is(close)) break;
      items.push(parseItem());
    }
    this.cursor.expect(close);
    return items;
  }

  private postfix(start: Expression): Expression {
    let expression = start;
    for (;;) {
      if (this.cursor.skip('.')) expression = this.dotted(expression);
      else if (this.cursor.skip('[')) expression = this.subscript(expression);
      else if (this.cursor.is('(')) expression = { kind: 'call', callee: expression, arguments: this.arguments() };
      else return expression;
    }
  }

  private dotted(object: Expression): Expression {
    const token = this.cursor.next();
    if (token.type === 'name') return { kind: 'attribute', object, name: token.text };
    if (token.type === 'number') return { kind: 'item', object, key: { kind: 'constant', value: token.value } };
    throw this.cursor.error('expected name or number', token.line);
  }

  private subscript(object: Expression): Expression {
    const bounds: (Expression | undefined)[] = [];
    let isSlice = false;
    let part: Expression | undefined;
    while (!this.cursor.is(']')) {
      if (this.cursor.skip(':')) {
        isSlice = true;
        bounds.push(part);
        part = undefined;
      } else {
        part = this.nested.tuple(false);
        if (!this.cursor.is(':') && !this.cursor.is(']'))
          throw this.cursor.error(`expected token ']', got ${describe(this.cursor.current)}`);
      }
    }
    this.cursor.expect(']');
    if (isSlice) return { kind: 'slice', object, bounds: [...bounds, part] };
    return { kind: 'item', object, key: part ?? { kind: 'tuple', items: [] } };
  }

  private arguments(): CallArguments {
    const { line } = this.cursor.current;
    this.cursor.expect('(');
    const ensure = (isAllowed: boolean): void => {
      if (!isAllowed) throw this.cursor.error('invalid syntax for function call expression', line);
    };
    const positional: Expression[] = [];
    const named: (readonly [string, Expression])[] = [];
    const spreads: { spread?: Expression; spreadNamed?: Expression } = {};
    for (let count = 0; !this.cursor.is(')'); count++) {
      if (count > 0) this.cursor.expect(',');
      if (this.cursor.is(')')) break;
      if (this.cursor.skip('*')) {
        ensure(spreads.spread === undefined && spreads.spreadNamed === undefined);
        spreads.spread = this.nested.expression();
      } else if (this.cursor.skip('**')) {
        ensure(spreads.spreadNamed === undefined);
        spreads.spreadNamed = this.nested.expression();
      } else if (
        this.cursor.current.type === 'name' &&
        this.cursor.following.type === 'operator' &&
        this.cursor.following.text === '='
      ) {
        ensure(spreads.spreadNamed === undefined);
        const name = this.cursor.next().text;
        this.cursor.next();
        named.push([name, this.nested.expression()]);
      } else {
        ensure(named.length === 0 && spreads.spread === undefined && spreads.spreadNamed === undefined);
        positional.push(this.nested.expression());
      }
    }
    this.cursor.expect(')');
    return { positional, named, ...spreads };
  }

  private filtersAndTests(start: Expression): Expression {
    let expression = start;
    for (;;) {
      if (this.cursor.is('|')) expression = this.filters(expression);
      else if (this.cursor.skip('is')) expression = this.test(expression);
      else if (this.cursor.is('(')) expression = { kind: 'call', callee: expression, arguments: this.arguments() };
      else return expression;
    }
  }

  /** `|name(arguments)` any number of times; `begun` when the first `|` is implied, as after `{% filter`. */
  filters(input: Expression | undefined, begun = false): Expression {
    let expression = input;
    for (let first = begun; first || this.cursor.skip('|'); first = false) {
      const { line } = this.cursor.current;
      const name = this.dottedName();
      const passed = this.cursor.is('(') ? this.arguments() : { positional: [], named: [] };
      expression = { kind: 'filter', input: expression, name, arguments: passed, line };
    }
    if (expression === undefined)
      throw this.cursor.error(`expected token 'name', got ${describe(this.cursor.current)}`);
    return expression;
  }

  private test(input: Expression): Expression {
    const negated = this.cursor.skip('not');
    const { line } = this.cursor.current;
    const name = this.dottedName();
    const test: Expression = { kind: 'test', input, name, arguments: this.testArguments(), line };
    return negated ? { kind: 'not', operand: test } : test;
  }

  private testArguments(): CallArguments {
    if (this.cursor.is('(')) return this.arguments();
    const { type, text } = this.cursor.current;
    const begins =
      type === 'string' || type === 'number' || type === 'name' || this.cursor.is('[') || this.cursor.is('{');
    if (!begins || (type === 'name' && ['else', 'or', 'and'].includes(text))) return { positional: [], named: [] };
    if (this.cursor.is('is')) throw this.cursor.error('You cannot chain multiple tests with is');
    return { positional: [this.postfix(this.primary())], named: [] };
  }

  private dottedName(): string {
    let name = this.cursor.expectName();
    while (this.cursor.skip('.')) name += `.${this.cursor.expectName()}`;
    return name;
  }
}
