import { Float, int, type DictKey, type Value } from './value';

/**
 * Reads JSON as Python's `json.loads` does: 1 and 1.0 stay apart, integers of any size stay exact, and `NaN`, `Infinity`
 * and `-Infinity` are numbers. Throws a `SyntaxError` that says where the text goes wrong.
 */
export function parseJson(text: string): Value {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

const numberPattern = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const blankPattern = /[ \t\n\r]*/y;
const words = new Map<string, Value>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', new Float(NaN)],
  ['Infinity', new Float(Infinity)],
  ['-Infinity', new Float(-Infinity)],
]);

class Reader {
  private position = 0;

  constructor(private readonly text: string) {}

  value(): Value {
    this.skipBlanks();
    const first = this.text[this.position];
    if (first === '{') return this.object();
    if (first === '[') return this.array();
    if (first === '"') return this.string();
    for (const [word, value] of words) {
      if (this.text.startsWith(word, this.position)) {
        this.position += word.length;
        return value;
      }
    }
    return this.number();
  }

  end(): void {
    this.skipBlanks();
    if (this.position < this.text.length) this.fail('nothing more');
  }

  private object(): Value {
    const entries = new Map<DictKey, Value>();
    this.items('}', () => {
      this.skipBlanks();
      const key = this.string();
      this.skipBlanks();
      this.expect(':');
      entries.set(key, this.value());
    });
    return entries;
  }

  private array(): Value {
    const items: Value[] = [];
    this.items(']', () => items.push(this.value()));
    return items;
  }

  private items(close: string, readItem: () => void): void {
    this.position++;
    this.skipBlanks();
    if (this.take(close)) return;
    for (;;) {
      readItem();
      this.skipBlanks();
      if (this.take(close)) return;
      this.expect(',');
    }
  }

  private string(): string {
    const begin = this.position;
    if (!this.take('"')) return this.fail('a string in double quotes');
    while (this.position < this.text.length && this.text[this.position] !== '"') {
      this.position += this.text[this.position] === '\\' ? 2 : 1;
    }
    if (!this.take('"')) return this.fail('a closing double quote');
    try {
      return JSON.parse(this.text.slice(begin, this.position)) as string;
    } catch {
      this.position = begin;
      return this.fail('a string without control characters or unknown escapes');
    }
  }

  private number(): Value {
    const token = this.match(numberPattern);
    if (token === undefined) return this.fail('a value');
    const isFloat = token[1] !== undefined || token[2] !== undefined;
    return isFloat ? new Float(Number(token[0])) : int(BigInt(token[0]));
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.position = pattern.lastIndex;
    return found;
  }

  private skipBlanks(): void {
    this.match(blankPattern);
  }

  private take(character: string): boolean {
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  private expect(character: string): void {
    if (!this.take(character)) this.fail(`'${character}'`);
  }

  private fail(expected: string): never {
    const before = this.text.slice(0, this.position).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    throw new SyntaxError(`Expected ${expected} at line ${before.length}, column ${column} of the JSON text.`);
  }
}
