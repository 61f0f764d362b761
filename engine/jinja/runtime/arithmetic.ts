import { Float, int, isInt, isList, isNumber, Tuple, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { BinaryOperator } from '../parse/ast';
import { percentFormat } from '../text/percent';
import { Bytes } from './bytes';
import { Undefined, textOf } from './objects';

type Int = number | bigint;

/** Longest text, list or integer (in digits) that an operator may make: templates must not exhaust the machine. */
const largest = 10_000_000;

export function calculate(operator: BinaryOperator, left: Value, right: Value): Value {
  const isFormatting = operator === '%' && textOf(left) !== undefined;
  for (const operand of [left, right]) if (operand instanceof Undefined && !isFormatting) operand.fail();
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return calculateNumbers(operator, a, b);
  const result = calculateSequences(operator, left, right);
  if (result !== undefined) return result;
  throw unsupported(operator, left, right);
}

export function negate(operator: '-' | '+', operand: Value): Value {
  if (operand instanceof Undefined) operand.fail();
  const number = numberOf(operand);
  if (number === undefined) {
    throw new RenderError('TypeError', `bad operand type for unary ${operator}: '${typeName(operand)}'`);
  }
  if (operator === '+') return number;
  return number instanceof Float ? new Float(-number.value) : int(-BigInt(number));
}

/** A number, or a boolean as one; undefined for anything else. */
export function numberOf(value: Value): Int | Float | undefined {
  if (typeof value === 'boolean') return Number(value);
  return isNumber(value) ? value : undefined;
}

function calculateNumbers(operator: BinaryOperator, a: Int | Float, b: Int | Float): Value {
  if (isInt(a) && isInt(b)) return calculateInts(operator, a, b);
  return new Float(calculateFloats(operator, toNumber(a), toNumber(b)));
}

function toNumber(value: Int | Float): number {
  return value instanceof Float ? value.value : Number(value);
}

function calculateInts(operator: BinaryOperator, a: Int, b: Int): Value {
  switch (operator) {
    case '+':
      return int(BigInt(a) + BigInt(b));
    case '-':
      return int(BigInt(a) - BigInt(b));
    case '*':
      return int(BigInt(a) * BigInt(b));
    case '/':
      if (Number(b) === 0) throw new RenderError('ZeroDivisionError', 'division by zero');
      return new Float(Number(a) / Number(b));
    case '//':
      if (Number(b) === 0) throw new RenderError('ZeroDivisionError', 'integer division or modulo by zero');
      return int((BigInt(a) - modulo(BigInt(a), BigInt(b))) / BigInt(b));
    case '%':
      if (Number(b) === 0) throw new RenderError('ZeroDivisionError', 'integer modulo by zero');
      return int(modulo(BigInt(a), BigInt(b)));
    case '**':
      return power(a, b);
  }
}

/** The remainder has the sign of the divisor, as in Python. */
function modulo(a: bigint, b: bigint): bigint {
  const remainder = a % b;
  return remainder !== 0n && remainder < 0n !== b < 0n ? remainder + b : remainder;
}

function power(a: Int, b: Int): Value {
  if (b < 0) return new Float(floatPower(Number(a), Number(b)));
  if (BigInt(a).toString().length * Number(b) > largest) {
    throw new RenderError('OverflowError', `the result of ${a}**${b} is too large`);
  }
  return int(BigInt(a) ** BigInt(b));
}

function calculateFloats(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b === 0) throw new RenderError('ZeroDivisionError', 'float division by zero');
      return a / b;
    case '//':
      if (b === 0) throw new RenderError('ZeroDivisionError', 'float floor division by zero');
      return Math.round((a - floatModulo(a, b)) / b) || zeroLike(a / b);
    case '%':
      if (b === 0) throw new RenderError('ZeroDivisionError', 'float modulo');
      return floatModulo(a, b);
    case '**':
      return floatPower(a, b);
  }
}

function floatModulo(a: number, b: number): number {
  const remainder = a % b;
  if (remainder === 0) return zeroLike(b);
  return remainder < 0 !== b < 0 ? remainder + b : remainder;
}

/** A zero with the sign of a number: Python prints `-0.0`. */
function zeroLike(value: number): number {
  return value < 0 || Object.is(value, -0) ? -0 : 0;
}

function floatPower(a: number, b: number): number {
  if (a === 0 && b < 0) throw new RenderError('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  return a ** b;
}

function calculateSequences(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  const text = textOf(left);
  if (operator === '%' && text !== undefined) return percentFormat(text, right);
  if (operator === '*') return repeat(left, right) ?? repeat(right, left);
  if (operator !== '+') return undefined;
  const other = textOf(right);
  if (text !== undefined && other !== undefined) return text + other;
  if (left instanceof Bytes && right instanceof Bytes) return new Bytes(Buffer.concat([left.data, right.data]));
  if (left instanceof Tuple && right instanceof Tuple) return new Tuple([...left.items, ...right.items]);
  return isList(left) && isList(right) ? [...left, ...right] : undefined;
}

function repeat(sequence: Value, times: Value): Value | undefined {
  const count = typeof times === 'boolean' || isInt(times) ? Math.max(0, Number(times)) : undefined;
  const text = textOf(sequence);
  const isHolder = sequence instanceof Tuple || sequence instanceof Bytes;
  const items = isHolder ? sequence.items : isList(sequence) ? sequence : undefined;
  const size = text?.length ?? items?.length;
  if (count === undefined || size === undefined) return undefined;
  if (!Number.isSafeInteger(count)) {
    throw new RenderError('OverflowError', "cannot fit 'int' into an index-sized integer");
  }
  if (size * count > largest) {
    throw new RenderError('MemoryError', `${size} items repeated ${count} times are too many`);
  }
  if (text !== undefined) return text.repeat(count);
  if (sequence instanceof Bytes) return new Bytes(Buffer.concat(Array.from({ length: count }, () => sequence.data)));
  const copies = Array.from({ length: count }, () => items ?? []).flat();
  return sequence instanceof Tuple ? new Tuple(copies) : copies;
}

function unsupported(operator: BinaryOperator, left: Value, right: Value): RenderError {
  const [a, b] = [typeName(left), typeName(right)];
  const sequences = ['str', 'list', 'tuple', 'bytes'];
  if (operator === '+' && a === 'bytes') return new RenderError('TypeError', `can't concat ${b} to bytes`);
  if (operator === '+' && sequences.includes(a)) {
    return new RenderError('TypeError', `can only concatenate ${a} (not "${b}") to ${a}`);
  }
  if (operator === '*' && (sequences.includes(a) || sequences.includes(b))) {
    return new RenderError(
      'TypeError',
      `can't multiply sequence by non-int of type '${sequences.includes(a) ? b : a}'`,
    );
  }
  const symbol = operator === '**' ? '** or pow()' : operator;
  return new RenderError('TypeError', `unsupported operand type(s) for ${symbol}: '${a}' and '${b}'`);
}
