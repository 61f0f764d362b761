import { reprFloat } from './python-text';
import { Float, int, isDict, OpaqueValue, PythonObject, Tuple, type DictKey, type Value } from './value';

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
const stringPattern = /"(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/y;
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
    const token = this.match(stringPattern);
    if (token === undefined) return this.fail('a string in double quotes');
    return JSON.parse(token[0]) as string;
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

export interface JsonFormat {
  /** Escape everything beyond ASCII. */
  readonly ascii?: boolean;
  readonly sortKeys?: boolean;
  /** Blanks for each level; without it all stands on one line. */
  readonly indent?: number;
}

/**
 * Writes JSON as Python's `json.dumps` does: `1.0` for floats without a fraction, `NaN` and `Infinity` as such, a blank
 * after each comma and colon. Throws a `TypeError` for what Python cannot write either.
 */
export function formatJson(value: Value, format: JsonFormat = {}): string {
  return write(value, format, 0);
}

function write(value: Value, format: JsonFormat, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return writeString(value, format);
  if (value instanceof Float) return writeFloat(value.value);
  if (value instanceof PythonObject || value instanceof OpaqueValue) {
    throw new TypeError('Object of a Python class is not JSON serializable');
  }
  if (isDict(value)) {
    const entries = [...value].map(([key, item]) => [keyText(key), item] as const);
    if (format.sortKeys) entries.sort(([left], [right]) => (left < right ? -1 : 1));
    return wrap(
      '{}',
      entries.map(([key, item]) => `${writeString(key, format)}: ${write(item, format, depth + 1)}`),
      format,
      depth,
    );
  }
  const items = value instanceof Tuple ? value.items : value;
  return wrap(
    '[]',
    items.map((item) => write(item, format, depth + 1)),
    format,
    depth,
  );
}

function wrap(brackets: '{}' | '[]', items: readonly string[], format: JsonFormat, depth: number): string {
  if (items.length === 0) return brackets;
  const [open = '', close = ''] = brackets;
  if (format.indent === undefined) return open + items.join(', ') + close;
  const line = (level: number): string => `\n${' '.repeat((format.indent ?? 0) * level)}`;
  return open + line(depth + 1) + items.join(`,${line(depth + 1)}`) + line(depth) + close;
}

function writeFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return reprFloat(value);
}

function writeString(text: string, format: JsonFormat): string {
  const quoted = JSON.stringify(text);
  if (!format.ascii) return quoted;
  return quoted.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function keyText(key: DictKey): string {
  return typeof key === 'string' ? key : String(key);
}
