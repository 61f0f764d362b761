import type { Block, Expression, MacroParameter, Statement, Target } from './ast';
import { Cursor, describe } from './cursor';
import { checkTemplate } from './check';
import { parseExpression, parseFilters, parseTuple } from './expressions';
import { tokenize } from './lexer';
import { parseFromImport, parseImport, parseInclude } from './loading';

/** Parses a whole template. Throws a `TemplateSyntaxError` with the line of the mistake. */
export function parseTemplate(source: string): Block {
  const parser = new StatementParser(new Cursor(tokenize(source)));
  const template = parser.template();
  checkTemplate(template);
  return template;
}

type TagParser = () => Statement;

class StatementParser {
  /** What may end the blocks that are open here, innermost last, for messages. */
  private readonly open: { readonly tag: string; readonly ends: readonly string[] }[] = [];
  private readonly tags: Readonly<Record<string, TagParser>> = {
    for: () => this.parseFor(),
    if: () => this.parseIf(),
    set: () => this.parseSet(),
    macro: () => this.parseMacro(),
    call: () => this.parseCall(),
    filter: () => this.parseFilter(),
    with: () => this.parseWith(),
    autoescape: () => this.parseAutoescape(),
    block: () => this.parseBlock(),
    print: () => this.parsePrint(),
    include: () => parseInclude(this.cursor),
    import: () => parseImport(this.cursor),
    from: () => parseFromImport(this.cursor),
    extends: () => ({ kind: 'load', template: parseExpression(this.cursor), names: [] }),
  };

  constructor(private readonly cursor: Cursor) {}

  template(): Block {
    return this.statements([]);
  }

  /** Statements up to a tag with one of these names, which is left for the caller, or to the end of the template. */
  private statements(ends: readonly string[]): Block {
    const { cursor } = this;
    const body: Statement[] = [];
    for (;;) {
      const token = cursor.current;
      if (token.type === 'eof') {
        if (ends.length === 0) return body;
        throw cursor.error(this.unexpectedEnd());
      }
      cursor.next();
      if (token.type === 'text') {
        body.push({ kind: 'text', text: token.text });
      } else if (token.type === 'begin' && token.of === 'variable') {
        body.push({ kind: 'output', expression: parseTuple(cursor) });
        cursor.expectEnd('variable');
      } else {
        if (cursor.current.type === 'name' && ends.includes(cursor.current.text)) return body;
        body.push(this.statement());
        cursor.expectEnd('block');
      }
    }
  }

  private statement(): Statement {
    const { cursor } = this;
    if (cursor.current.type !== 'name') throw cursor.error('tag name expected');
    const tag = cursor.current.text;
    const parse = Object.hasOwn(this.tags, tag) ? this.tags[tag] : undefined;
    if (parse === undefined) throw cursor.error(this.unknownTag(tag));
    cursor.next();
    return parse();
  }

  /** The body of a tag up to its end tag, which is taken; the block's end of the opening tag must come first. */
  private body(tag: string, ends: readonly string[]): Block {
    this.cursor.expectEnd('block');
    this.open.push({ tag, ends });
    const body = this.statements(ends);
    this.open.pop();
    return body;
  }

  private bodyToEnd(tag: string): Block {
    const body = this.body(tag, [`end${tag}`]);
    this.cursor.next();
    return body;
  }

  private parseFor(): Statement {
    const { cursor } = this;
    const target = this.parseTarget(true);
    cursor.expect('in');
    const iterable = parseTuple(cursor, { conditional: false });
    const test = cursor.skip('if') ? parseExpression(cursor) : undefined;
    const recursive = cursor.skip('recursive');
    const body = this.body('for', ['endfor', 'else']);
    const otherwise = cursor.next().text === 'else' ? this.bodyToEnd('for') : [];
    return { kind: 'for', target, iterable, ...(test === undefined ? {} : { test }), recursive, body, otherwise };
  }

  private parseIf(): Statement {
    const branches: (readonly [Expression, Block])[] = [];
    for (;;) {
      const test = parseTuple(this.cursor, { conditional: false });
      branches.push([test, this.body('if', ['elif', 'else', 'endif'])]);
      const end = this.cursor.next().text;
      if (end === 'elif') continue;
      return { kind: 'if', branches, otherwise: end === 'else' ? this.bodyToEnd('if') : [] };
    }
  }

  private parseSet(): Statement {
    const target = this.parseTarget(true, true);
    if (this.cursor.skip('=')) return { kind: 'set', target, value: parseTuple(this.cursor) };
    const filter = this.cursor.is('|') ? parseFilters(this.cursor, undefined) : undefined;
    return { kind: 'set-block', target, ...(filter === undefined ? {} : { filter }), body: this.bodyToEnd('set') };
  }

  private parseMacro(): Statement {
    const name = this.cursor.expectName();
    const parameters = this.parseParameters();
    return { kind: 'macro', name, parameters, body: this.bodyToEnd('macro') };
  }

  private parseCall(): Statement {
    const parameters = this.cursor.is('(') ? this.parseParameters() : [];
    const call = parseExpression(this.cursor);
    if (call.kind !== 'call') throw this.cursor.error('expected call');
    return { kind: 'call', call, parameters, body: this.bodyToEnd('call') };
  }

  private parseParameters(): readonly MacroParameter[] {
    const { cursor } = this;
    const parameters: MacroParameter[] = [];
    cursor.expect('(');
    while (!cursor.is(')')) {
      if (parameters.length > 0) cursor.expect(',');
      if (cursor.is(')')) break;
      const name = cursor.expectName();
      if (cursor.skip('=')) parameters.push({ name, fallback: parseExpression(cursor) });
      else if (parameters.at(-1)?.fallback !== undefined)
        throw cursor.error('non-default argument follows default argument');
      else parameters.push({ name });
    }
    cursor.expect(')');
    return parameters;
  }

  private parseFilter(): Statement {
    const filter = parseFilters(this.cursor, undefined, true);
    return { kind: 'filter', filter, body: this.bodyToEnd('filter') };
  }

  private parseWith(): Statement {
    const assignments: (readonly [Target, Expression])[] = [];
    while (!this.cursor.isEnd('block')) {
      if (assignments.length > 0) this.cursor.expect(',');
      const target = this.parseTarget(false);
      this.cursor.expect('=');
      assignments.push([target, parseExpression(this.cursor)]);
    }
    return { kind: 'with', assignments, body: this.bodyToEnd('with') };
  }

  private parseAutoescape(): Statement {
    const enabled = parseExpression(this.cursor);
    return { kind: 'autoescape', enabled, body: this.bodyToEnd('autoescape') };
  }

  private parseBlock(): Statement {
    const { line } = this.cursor.current;
    const name = this.cursor.expectName();
    const scoped = this.cursor.skip('scoped');
    const required = this.cursor.skip('required');
    if (this.cursor.is('-')) {
      throw this.cursor.error(
        'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
      );
    }
    const body = this.bodyToEnd('block');
    if (required && !body.every((inner) => inner.kind === 'text' && /^\s*$/.test(inner.text))) {
      throw this.cursor.error('Required blocks can only contain comments or whitespace');
    }
    this.cursor.skip(name);
    return { kind: 'block', name, scoped, required, body, line };
  }

  private parsePrint(): Statement {
    const parts: Expression[] = [];
    while (!this.cursor.isEnd('block')) {
      if (parts.length > 0) this.cursor.expect(',');
      parts.push(parseExpression(this.cursor));
    }
    return { kind: 'output', expression: parts.length === 1 && parts[0] ? parts[0] : { kind: 'concat', parts } };
  }

  private parseTarget(allowTuple: boolean, allowAttribute = false): Target {
    const { cursor } = this;
    const targets: Target[] = [];
    let isTuple = false;
    do {
      if (targets.length > 0) isTuple = true;
      if (cursor.is('in') || cursor.is('=') || cursor.current.type === 'end') break;
      targets.push(this.parseSingleTarget(allowAttribute));
    } while (allowTuple && cursor.skip(','));
    const [first] = targets;
    if (first === undefined) throw cursor.error(`Expected an expression, got ${describe(cursor.current)}`);
    return isTuple ? { kind: 'tuple', targets } : first;
  }

  private parseSingleTarget(allowAttribute: boolean): Target {
    const { cursor } = this;
    if (cursor.skip('(')) {
      const target = this.parseTarget(true);
      cursor.expect(')');
      return target;
    }
    const { line } = cursor.current;
    const name = cursor.expectName();
    if (allowAttribute && cursor.skip('.')) return { kind: 'attribute', namespace: name, name: cursor.expectName() };
    if (['true', 'false', 'none', 'True', 'False', 'None'].includes(name))
      throw cursor.error(`can't assign to '${name}'`);
    return { kind: 'name', name, line };
  }

  private unknownTag(tag: string): string {
    const innermost = this.open.at(-1);
    const message = `Encountered unknown tag '${tag}'.`;
    if (innermost === undefined) return message;
    const ends = innermost.ends.map((end) => `'${end}'`).join(' or ');
    return `${message} Jinja was looking for the following tags: ${ends}. The innermost block that needs to be closed is '${innermost.tag}'.`;
  }

  private unexpectedEnd(): string {
    const innermost = this.open.at(-1);
    const ends = innermost?.ends.map((end) => `'${end}'`).join(' or ') ?? '';
    return `Unexpected end of template. Jinja was looking for the following tags: ${ends}. The innermost block that needs to be closed is '${innermost?.tag ?? ''}'.`;
  }
}
