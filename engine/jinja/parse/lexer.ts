import { repr } from '../../values/python-text';
import { Float, int } from '../../values/value';
import { TemplateSyntaxError } from '../errors';
import { unescapeString } from './escapes';

export type Token =
  | { readonly type: 'text'; readonly text: string; readonly line: number }
  | { readonly type: 'begin' | 'end'; readonly of: 'block' | 'variable'; readonly text: string; readonly line: number }
  | { readonly type: 'name' | 'operator' | 'string'; readonly text: string; readonly line: number }
  | { readonly type: 'number'; readonly text: string; readonly value: number | bigint | Float; readonly line: number }
  | { readonly type: 'eof'; readonly text: string; readonly line: number }
  /** A place that cannot be read: an error only once the parser comes to it, for mistakes before it count first. */
  | { readonly type: 'failure'; readonly error: TemplateSyntaxError; readonly text: string; readonly line: number };

const opening = /\{%([-+]?)\s*raw\s*(-?)%\}|\{([%{#])([-+]?)/g;
const rawEnd = /\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\}\n?)/g;
const commentEnd = /(?:\+#\}|-#\}\s*|#\}\n?)/g;
const ends = { block: /\+%\}|-%\}\s*|%\}\n?/y, variable: /-\}\}\s*|\}\}/y } as const;
const float = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const integer = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const name = /[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_]*/uy;
const string = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/sy;
const operator = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const blanks = /\s+/y;
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Cuts a template into text and the tokens of its tags, with the newline after a block or comment removed. */
export function tokenize(source: string): readonly Token[] {
  return new Lexer(source.replace(/\r\n?/g, '\n')).run();
}

class Lexer {
  private readonly tokens: Token[] = [];
  private position = 0;
  private line = 1;
  private counted = 0;

  constructor(private readonly source: string) {}

  run(): readonly Token[] {
    try {
      while (this.position < this.source.length) this.readSection();
    } catch (error) {
      if (!(error instanceof TemplateSyntaxError)) throw error;
      this.tokens.push({ type: 'failure', error, text: '', line: error.line });
      return this.tokens;
    }
    this.tokens.push({ type: 'eof', text: '', line: this.lastLine() });
    return this.tokens;
  }

  /** Text up to the next tag, and that tag. */
  private readSection(): void {
    opening.lastIndex = this.position;
    const tag = opening.exec(this.source);
    const end = tag?.index ?? this.source.length;
    const strips = (tag?.[1] || tag?.[4]) === '-';
    this.pushText(this.position, end, strips);
    this.position = end;
    if (tag === null) return;
    this.position += tag[0].length;
    if (tag[3] === undefined) {
      this.readRaw(tag[2] === '-');
      return;
    }
    if (tag[3] === '#') {
      this.skipComment();
      return;
    }
    const of = tag[3] === '%' ? 'block' : 'variable';
    this.tokens.push({ type: 'begin', of, text: tag[0], line: this.currentLine() });
    this.readTag(of);
  }

  /**
   * Jinja2 says of what is missing at the end that it is missing where the last token begins, and prompt flow looks for
   * errors before newlines after blocks are removed.
   */
  private lastLine(): number {
    const [before, last] = [this.tokens.at(-2), this.tokens.at(-1)];
    const follows = last?.type === 'text' && before?.type === 'end' && !before.text.startsWith('-');
    return (follows ? before : last)?.line ?? 1;
  }

  private pushText(begin: number, end: number, strips: boolean): void {
    const text = this.source.slice(begin, end);
    const kept = strips ? text.trimEnd() : text;
    if (kept !== '') this.tokens.push({ type: 'text', text: kept, line: this.currentLine() });
  }

  private readRaw(stripsAfter: boolean): void {
    if (stripsAfter) this.take(blanks);
    // Nothing is missed behind a tag that ends the template.
    if (this.position >= this.source.length) return;
    rawEnd.lastIndex = this.position;
    const end = rawEnd.exec(this.source);
    if (end === null) throw this.error('Missing end of raw directive');
    this.pushText(this.position, end.index, end[1] === '-');
    this.position = rawEnd.lastIndex;
  }

  private skipComment(): void {
    if (this.position >= this.source.length) return;
    commentEnd.lastIndex = this.position;
    if (commentEnd.exec(this.source) === null) throw this.error('Missing end of comment tag');
    this.position = commentEnd.lastIndex;
  }

  private readTag(of: 'block' | 'variable'): void {
    const open: string[] = [];
    for (;;) {
      this.take(blanks);
      const line = this.currentLine();
      const end = open.length === 0 ? this.take(ends[of]) : undefined;
      if (end !== undefined) {
        this.tokens.push({ type: 'end', of, text: end.trim(), line });
        return;
      }
      if (this.position >= this.source.length) return;
      this.tokens.push(this.readToken(line, open));
    }
  }

  private readToken(line: number, open: string[]): Token {
    let text = this.take(float);
    if (text !== undefined) return { type: 'number', text, value: new Float(Number(text.replaceAll('_', ''))), line };
    text = this.take(integer);
    if (text !== undefined)
      return { type: 'number', text, value: int(BigInt(text.replaceAll('_', '').toLowerCase())), line };
    text = this.take(name);
    if (text !== undefined) return { type: 'name', text, line };
    text = this.take(string);
    if (text !== undefined) return { type: 'string', text: unescapeString(text.slice(1, -1)), line };
    text = this.take(operator);
    if (text === undefined)
      throw this.error(`unexpected char ${repr(this.source[this.position] ?? '')} at ${this.position}`);
    this.balance(text, open);
    return { type: 'operator', text, line };
  }

  /** Inside brackets, `}}` and `%}` do not end the tag. */
  private balance(text: string, open: string[]): void {
    const closer = closers[text];
    if (closer !== undefined) open.push(closer);
    if (!')]}'.includes(text)) return;
    const expected = open.pop();
    if (expected === undefined) throw this.error(`unexpected '${text}'`);
    if (expected !== text) throw this.error(`unexpected '${text}', expected '${expected}'`);
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.source);
    if (found === null) return undefined;
    this.position = pattern.lastIndex;
    return found[0];
  }

  private currentLine(): number {
    for (; this.counted < this.position; this.counted++) if (this.source[this.counted] === '\n') this.line++;
    return this.line;
  }

  private error(message: string): TemplateSyntaxError {
    return new TemplateSyntaxError(message, this.currentLine());
  }
}
