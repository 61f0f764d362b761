import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';
import { type Attribute, type AttributeType, type Block } from '../schema/schema';

/** A value that Terraform does not know before the apply. */
class Unknown {
  readonly kind = 'unknown';
}

export const unknownValue = new Unknown();

/** A value of a `dynamic` attribute, with the type that it has at present. */
export class Dynamic {
  constructor(
    readonly type: AttributeType,
    readonly value: Value,
  ) {}
}

/**
 * A Terraform value. Numbers beyond 2^53 are BigInt, and those that fit neither integers nor doubles are decimal
 * text, so that none loses a digit between Terraform's requests and our answers.
 */
export type Value = null | boolean | number | bigint | string | Unknown | Dynamic | Value[] | Values;
export interface Values {
  [name: string]: Value;
}

const codec = new ExtensionCodec();
const unknownExtension = 0;
const refinedUnknownExtension = 12;
codec.register({
  type: unknownExtension,
  encode: (value) => (value instanceof Unknown ? new Uint8Array([0]) : null),
  decode: () => unknownValue,
});
codec.register({ type: refinedUnknownExtension, encode: () => null, decode: () => unknownValue });

const options = { extensionCodec: codec, useBigInt64: true } as const;

/** Reads an object that Terraform sent; undefined where it sent null (no prior state, or a deletion). */
export function decodeValues(bytes: Uint8Array | undefined, block: Block): Values | undefined {
  if (bytes === undefined || bytes.length === 0) return undefined;
  const values = decode(bytes, options) as Values | null;
  return values === null ? undefined : mapDynamics(values, block, (value) => decodeDynamic(value));
}

/** Writes an object for Terraform; undefined is null. */
export function encodeValues(values: Values | undefined, block: Block): Buffer {
  if (values === undefined) return Buffer.from(encode(null));
  const complete = { ...emptyValues(block), ...values };
  return Buffer.from(encode(mapDynamics(complete, block, encodeDynamic), options));
}

/** An object with every attribute null and every block empty. */
export function emptyValues(block: Block): Values {
  const attributes = Object.keys(block.attributes).map((name) => [name, null] as const);
  const blocks = Object.entries(block.blocks).map(
    ([name, { nesting }]) => [name, nesting === 'single' ? null : []] as const,
  );
  return Object.fromEntries<Value>([...attributes, ...blocks]);
}

export function isUnknown(value: Value | undefined): value is Unknown {
  return value instanceof Unknown;
}

/** The value as an object; an empty one where it is something else. */
export function valuesOf(value: Value | undefined): Values {
  return value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Unknown) &&
    !(value instanceof Dynamic)
    ? value
    : {};
}

/** True where nothing in the value is unknown. */
export function isWhollyKnown(value: Value): boolean {
  if (value instanceof Unknown) return false;
  if (value instanceof Dynamic) return isWhollyKnown(value.value);
  if (Array.isArray(value)) return value.every(isWhollyKnown);
  return Object.values(valuesOf(value)).every(isWhollyKnown);
}

/** Equality of values, in which `1` and `1n` are one number. */
export function equalValues(one: Value | undefined, other: Value | undefined): boolean {
  if (one === other || (one ?? null) === (other ?? null)) return true;
  if (one instanceof Dynamic && other instanceof Dynamic) return equalValues(one.value, other.value);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => equalValues(item, other[index]));
  }
  if (isNumeric(one) && isNumeric(other)) return BigInt(one) === BigInt(other);
  if (!isPlain(one) || !isPlain(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => equalValues(one[name], other[name]));
}

function isNumeric(value: Value | undefined): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

function isPlain(value: Value | undefined): value is Values {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown) &&
    !(value instanceof Dynamic)
  );
}

/** Dynamic attributes stand at the top of azapi's schemas only; no generated schema has one. */
function mapDynamics(values: Values, { attributes }: Block, map: (value: Value) => Value): Values {
  const dynamic = ([, attribute]: [string, Attribute]) => attribute.type === 'dynamic';
  const mapped = Object.entries(attributes)
    .filter(dynamic)
    .map(([name]) => [name, map(values[name] ?? null)] as const);
  return { ...values, ...Object.fromEntries(mapped) };
}

function decodeDynamic(value: Value | [Uint8Array, Value]): Value {
  if (!Array.isArray(value)) return value;
  const [type, inner] = value as [Uint8Array, Value];
  return decodeTyped(JSON.parse(Buffer.from(type).toString()) as AttributeType, inner);
}

/** Unwraps what is dynamic further inside, so that only the outermost value carries a type. */
function decodeTyped(type: AttributeType, value: Value): Dynamic {
  return new Dynamic(type, unwrap(type, value));
}

function unwrap(type: AttributeType, value: Value): Value {
  if (value === null || value instanceof Unknown || typeof type === 'string') {
    return type === 'dynamic' && Array.isArray(value) ? decodeDynamic(value) : value;
  }
  const [kind, of] = type;
  if (kind === 'object')
    return Object.fromEntries(
      Object.entries(valuesOf(value)).map(([name, item]) => [name, unwrap(of[name] ?? 'dynamic', item)]),
    );
  if (kind === 'map')
    return Object.fromEntries(Object.entries(valuesOf(value)).map(([name, item]) => [name, unwrap(of, item)]));
  const items = Array.isArray(value) ? value : [];
  return kind === 'tuple'
    ? items.map((item, index) => unwrap(of[index] ?? 'dynamic', item))
    : items.map((item) => unwrap(of, item));
}

function encodeDynamic(value: Value): Value {
  if (!(value instanceof Dynamic)) return value;
  return [Buffer.from(JSON.stringify(value.type)) as unknown as Value, rewrap(value.type, value.value)];
}

function rewrap(type: AttributeType, value: Value): Value {
  if (value instanceof Dynamic) return type === 'dynamic' ? encodeDynamic(value) : rewrap(type, value.value);
  if (value === null || value instanceof Unknown || typeof type === 'string') return value;
  const [kind, of] = type;
  if (kind === 'object')
    return Object.fromEntries(
      Object.entries(valuesOf(value)).map(([name, item]) => [name, rewrap(of[name] ?? 'dynamic', item)]),
    );
  if (kind === 'map')
    return Object.fromEntries(Object.entries(valuesOf(value)).map(([name, item]) => [name, rewrap(of, item)]));
  const items = Array.isArray(value) ? value : [];
  return kind === 'tuple'
    ? items.map((item, index) => rewrap(of[index] ?? 'dynamic', item))
    : items.map((item) => rewrap(of, item));
}
