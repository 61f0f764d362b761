import { ObjectValue, type Value } from '../../values/value';

/** Python's `bytes`: what `encode` makes of a text. */
export class Bytes extends ObjectValue {
  readonly typeName = 'bytes';

  constructor(readonly data: Uint8Array) {
    super();
  }

  get items(): readonly number[] {
    return [...this.data];
  }

  repr(): string {
    const quote = this.data.includes(0x27) && !this.data.includes(0x22) ? '"' : "'";
    return `b${quote}${this.items.map((byte) => shown(byte, quote)).join('')}${quote}`;
  }

  override get truthy(): boolean {
    return this.data.length > 0;
  }

  override equals(other: Value): boolean {
    return other instanceof Bytes && Buffer.compare(this.data, other.data) === 0;
  }
}

const escapes: Readonly<Record<number, string>> = { 0x09: '\\t', 0x0a: '\\n', 0x0d: '\\r', 0x5c: '\\\\' };

function shown(byte: number, quote: string): string {
  const character = String.fromCharCode(byte);
  if (character === quote) return `\\${quote}`;
  if (escapes[byte] !== undefined) return escapes[byte];
  return byte >= 0x20 && byte < 0x7f ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
}
