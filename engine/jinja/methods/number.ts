import { Float, int, Tuple, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { Bytes } from '../runtime/bytes';
import { iterate } from '../runtime/iterate';
import { textOf } from '../runtime/objects';
import { readHexFloat } from '../text/hex';
import type { Method } from './method';

type Int = number | bigint;

export const intMethods: Readonly<Record<string, Method<Int>>> = {
  conjugate: (self) => self,
  bit_length: (self) => binary(self).length,
  bit_count: (self) => binary(self).replaceAll('0', '').length,
  as_integer_ratio: (self) => new Tuple([self, 1]),
  to_bytes: toBytes,
  from_bytes: fromBytes,
};

export const floatMethods: Readonly<Record<string, Method<Float>>> = {
  conjugate: (self) => self,
  is_integer: (self) => Number.isInteger(self.value),
  as_integer_ratio: ({ value }) => {
    if (!Number.isFinite(value)) {
      const kind = Number.isNaN(value) ? 'NaN' : 'infinity';
      throw new RenderError(kind === 'NaN' ? 'ValueError' : 'OverflowError', `cannot convert ${kind} to integer ratio`);
    }
    let [numerator, denominator] = [value, 1n];
    for (; !Number.isInteger(numerator); denominator *= 2n) numerator *= 2;
    return new Tuple([int(BigInt(numerator)), int(denominator)]);
  },
  hex: ({ value }) => hexadecimal(value),
  fromhex: (_, passed) => {
    const value = passed.required(0, 'string');
    const text = textOf(value);
    if (text !== undefined) return new Float(readHexFloat(text));
    throw new RenderError('TypeError', `bad argument type for built-in operation`);
  },
};

export function intAttribute(self: Int, name: string): Value | undefined {
  if (name === 'real' || name === 'numerator') return self;
  if (name === 'imag') return 0;
  return name === 'denominator' ? 1 : undefined;
}

export function floatAttribute(self: Float, name: string): Value | undefined {
  if (name === 'real') return self;
  return name === 'imag' ? new Float(0) : undefined;
}

function binary(value: Int): string {
  const size = BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
  return size === 0n ? '' : size.toString(2);
}

function toBytes(self: Int, passed: Arguments): Value {
  const length = passed.integer(0, 'length', 1);
  const order = byteOrder(passed);
  const signed = passed.flag(2, 'signed', false);
  if (length < 0) throw new RenderError('ValueError', 'length argument must be non-negative');
  const value = BigInt(self);
  if (value < 0n && !signed) throw new RenderError('OverflowError', "can't convert negative int to unsigned");
  const bits = BigInt(8 * length);
  const wrapped = BigInt.asUintN(Number(bits), value);
  const fits = signed ? BigInt.asIntN(Number(bits), value) === value : wrapped === value;
  if (!fits) throw new RenderError('OverflowError', 'int too big to convert');
  const bytes = Array.from({ length }, (_, index) => Number((wrapped >> BigInt(8 * index)) & 0xffn));
  return new Bytes(Uint8Array.from(order === 'little' ? bytes : bytes.reverse()));
}

function fromBytes(_: Int, passed: Arguments): Value {
  const given = passed.required(0, 'bytes');
  const bytes = given instanceof Bytes ? [...given.data] : iterate(given).map(Number);
  if (byteOrder(passed) === 'little') bytes.reverse();
  const value = bytes.reduce((whole, byte) => (whole << 8n) | BigInt(byte), 0n);
  return int(passed.flag(2, 'signed', false) ? BigInt.asIntN(8 * bytes.length, value) : value);
}

function byteOrder(passed: Arguments): 'big' | 'little' {
  const order = passed.text(1, 'byteorder', 'big');
  if (order === 'big' || order === 'little') return order;
  throw new RenderError('ValueError', "byteorder must be either 'little' or 'big'");
}

/** A float in hexadecimal digits, exactly. */
function hexadecimal(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}inf`;
  if (size === 0) return `${sign}0x0.0p+0`;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, size);
  const raw = bits.getBigUint64(0);
  const [exponent, fraction] = [Number(raw >> 52n), raw & 0xfffffffffffffn];
  const power = exponent === 0 ? -1022 : exponent - 1023;
  const digits = fraction.toString(16).padStart(13, '0');
  return `${sign}0x${exponent === 0 ? 0 : 1}.${digits}p${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}
