import { TemplateSyntaxError } from '../errors';
import { Float } from '../../values/value';
import type { Token } from './lexer';

/** Walks over a template's tokens. */
export class Cursor {
  private index = 0;

  constructor(private readonly tokens: readonly Token[]) {
    this.tokenAt(0);
  }

  get current(): Token {
    return this.tokens[this.index] ?? { type: 'eof', text: '', line: 1 };
  }

  get following(): Token {
    return this.tokenAt(this.index + 1);
  }

  next(): Token {
    const token = this.current;
    if (this.index < this.tokens.length - 1) this.index++;
    this.tokenAt(this.index);
    return token;
  }

  private tokenAt(index: number): Token {
    const token = this.tokens[index] ?? { type: 'eof', text: '', line: 1 };
    if (token.type === 'failure') throw token.error;
    return token;
  }

  /** Whether the current token is this operator or keyword. */
  is(text: string): boolean {
    const { type } = this.current;
    return (type === 'operator' || type === 'name') && this.current.text === text;
  }

  isEnd(of: 'block' | 'variable'): boolean {
    return this.current.type === 'end' && this.current.of === of;
  }

  /** Takes the current token if it is this operator or keyword. */
  skip(text: string): boolean {
    if (!this.is(text)) return false;
    this.next();
    return true;
  }

  expect(text: string): void {
    if (!this.skip(text)) throw this.unexpected(text);
  }

  expectEnd(of: 'block' | 'variable'): void {
    const wanted = of === 'block' ? 'end of statement block' : 'end of print statement';
    if (!this.isEnd(of)) throw this.unexpected(wanted);
    this.next();
  }

  expectName(): string {
    if (this.current.type !== 'name') throw this.unexpected('name');
    return this.next().text;
  }

  /** What to say where another token should be. */
  unexpected(wanted: string): TemplateSyntaxError {
    if (this.current.type === 'eof') return this.error(`unexpected end of template, expected '${wanted}'.`);
    return this.error(`expected token '${wanted}', got ${describe(this.current)}`);
  }

  error(message: string, line = this.current.line): TemplateSyntaxError {
    return new TemplateSyntaxError(message, line);
  }
}

/** A token as messages name it. */
export function describe(token: Token): string {
  if (token.type === 'eof') return "'end of template'";
  if (token.type === 'end') return token.of === 'block' ? "'end of statement block'" : "'end of print statement'";
  if (token.type === 'number') return token.value instanceof Float ? "'float'" : "'integer'";
  if (token.type === 'string') return "'string'";
  return `'${token.text}'`;
}
