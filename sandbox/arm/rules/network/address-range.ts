/** First and last address of a range, as numbers. */
export type AddressRange = readonly [first: number, last: number];

/** The IPv4 range that CIDR text stands for; undefined where it is none, or begins where no range of its size does. */
export function addressRange(text: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - bits);
  return [a, b, c, d].every((byte) => byte < 256) && bits <= 32 && first % size === 0
    ? [first, first + size - 1]
    : undefined;
}

export function isInside([first, last]: AddressRange, [outerFirst, outerLast]: AddressRange): boolean {
  return outerFirst <= first && last <= outerLast;
}

export function overlap([first, last]: AddressRange, [otherFirst, otherLast]: AddressRange): boolean {
  return first <= otherLast && otherFirst <= last;
}

/** `10.40.0.4` */
export function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
