import { RenderError } from '../errors';

/** Bytes as hexadecimal digits. Separators stand after so many bytes, counted from the right, or from the left where negative. */
export function hexOf(data: Uint8Array, separator: string, size: number): string {
  const digits = [...data].map((byte) => byte.toString(16).padStart(2, '0'));
  if (separator === '' || size === 0) return digits.join('');
  const width = Math.abs(size);
  const first = size > 0 ? digits.length % width : 0;
  const groups = first === 0 ? [] : [digits.slice(0, first)];
  for (let begin = first; begin < digits.length; begin += width) groups.push(digits.slice(begin, begin + width));
  return groups.map((group) => group.join('')).join(separator);
}

/** The bytes that hexadecimal digits, perhaps with blanks between the bytes, stand for. */
export function readHex(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let place = 0; place < text.length;) {
    if (' \t\n\r\v\f'.includes(text.charAt(place))) {
      place += 1;
      continue;
    }
    const pair = text.slice(place, place + 2);
    if (!/^[0-9a-f]{2}$/i.test(pair)) {
      const at = /^[0-9a-f]/i.test(pair) ? place + 1 : place;
      throw new RenderError('ValueError', `non-hexadecimal number found in fromhex() arg at position ${at}`);
    }
    bytes.push(Number.parseInt(pair, 16));
    place += 2;
  }
  return Uint8Array.from(bytes);
}

/** The float that hexadecimal digits with a binary exponent stand for. */
export function readHexFloat(text: string): number {
  const trimmed = text.trim();
  const [, sign, name] = /^([-+]?)(inf(?:inity)?|nan)$/i.exec(trimmed) ?? [];
  if (name !== undefined) return (sign === '-' ? -1 : 1) * (name.toLowerCase() === 'nan' ? NaN : Infinity);
  const pattern = /^([-+]?)(?:0x)?(?=\.?[0-9a-f])([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([-+]?\d+))?$/i;
  const found = pattern.exec(trimmed);
  if (found === null) throw new RenderError('ValueError', 'invalid hexadecimal floating-point string');
  const [, minus, whole = '', fraction = '', exponent = '0'] = found;
  const size = scaled(BigInt(`0x0${whole}${fraction}`), Number(exponent) - 4 * fraction.length);
  if (size !== Infinity) return minus === '-' ? -size : size;
  throw new RenderError('OverflowError', 'hexadecimal value too large to represent as a float');
}

/** Two steps, since a power of two alone may be too large or too small for a float. */
function scaled(digits: bigint, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return Number(digits) * 2 ** half * 2 ** (exponent - half);
}
