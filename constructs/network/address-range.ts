/** A range of IPv4 addresses in CIDR form, such as `10.40.0.0/16`. */
export class AddressRange {
  /** The range; undefined where the text is none, or does not begin where a range of its size can. */
  static parse(text: string): AddressRange | undefined {
    const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
    if (!match) return undefined;
    const [first = 0, second = 0, third = 0, fourth = 0, bits = 0] = match.slice(1).map(Number);
    const start = ((first * 256 + second) * 256 + third) * 256 + fourth;
    const isValid = [first, second, third, fourth].every((byte) => byte < 256) && bits <= 32;
    return isValid && start % 2 ** (32 - bits) === 0 ? new AddressRange(start, bits) : undefined;
  }

  private constructor(
    private readonly start: number,
    private readonly bits: number,
  ) {}

  /** Whether all of the other's addresses are in this one. */
  contains(other: AddressRange): boolean {
    return this.start <= other.start && other.#end() <= this.#end();
  }

  /** Whether the two have an address in common. */
  overlaps(other: AddressRange): boolean {
    return this.start <= other.#end() && other.start <= this.#end();
  }

  /** One of the equal parts into which `bits` more bits divide the range, counted from 0. */
  part(bits: number, index: number): AddressRange {
    return new AddressRange(this.start + index * 2 ** (32 - this.bits - bits), this.bits + bits);
  }

  /** In CIDR notation: `10.40.0.0/16`. */
  toString(): string {
    const bytes = [24, 16, 8, 0].map((shift) => Math.floor(this.start / 2 ** shift) % 256);
    return `${bytes.join('.')}/${this.bits}`;
  }

  #end(): number {
    return this.start + 2 ** (32 - this.bits) - 1;
  }
}

/** What is wrong with a range that a prop gives. */
export function badRange(prop: string, text: string): string | false {
  return (
    AddressRange.parse(text) === undefined &&
    `${prop} "${text}" must be an IPv4 range such as 10.40.0.0/16, whose address is the first of the range`
  );
}
