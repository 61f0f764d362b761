import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { type Json } from '../../../../sandbox/arm';
import { fromJson, toJson } from '../../../../sandbox/terraform/protocol/dynamic-json';
import {
  decodeValues,
  Dynamic,
  emptyValues,
  encodeValues,
  equalValues,
  isUnknown,
  unknownValue,
  type Value,
} from '../../../../sandbox/terraform/protocol/values';
import { type Block } from '../../../../sandbox/terraform/schema/schema';

const schema: Block = {
  attributes: {
    name: { type: 'string', required: true },
    count: { type: 'number', optional: true },
    body: { type: 'dynamic', optional: true },
  },
  blocks: {
    rule: {
      nesting: 'list',
      block: { attributes: { port: { type: 'number', optional: true } }, blocks: {} },
      minItems: 0,
      maxItems: 0,
    },
    timeouts: { nesting: 'single', block: { attributes: {}, blocks: {} }, minItems: 0, maxItems: 0 },
  },
};

const roundTrip = (values: Record<string, Value>) => decodeValues(encodeValues(values, schema), schema)!;

/** Small numbers come as numbers, long ones as BigInt. */
function exact(value: Value | undefined): bigint {
  return typeof value === 'bigint' ? value : BigInt(value as number);
}

describe('values on the wire', () => {
  it('bring back any JSON through a dynamic attribute', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const json = JSON.parse(text) as Json;
        fc.pre(!text.includes('__proto__'));
        const { body } = roundTrip({ name: 'a', body: fromJson(json) });
        expect(toJson(body)).toEqual(toJson(fromJson(json)));
        expect(equalValues(body, fromJson(json))).toBe(true);
      }),
    );
  });

  it('keep whole numbers of any size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (count) => {
        expect(exact(roundTrip({ name: 'a', count }).count)).toBe(count);
      }),
    );
  });

  it('keep numbers that only their decimal text holds', () => {
    const body = new Dynamic(['object', { n: 'number' }], { n: '123456789012345678901234567890.5' });
    expect((roundTrip({ name: 'a', body }).body as Dynamic).value).toEqual({ n: '123456789012345678901234567890.5' });
    expect(toJson(body)).toEqual({ n: 1.2345678901234568e29 });
  });

  it('are null or empty where nothing was said, and never nil for a list of blocks', () => {
    expect(emptyValues(schema)).toEqual({ name: null, count: null, body: null, rule: [], timeouts: null });
    expect(roundTrip({ name: 'a' })).toEqual({ name: 'a', count: null, body: null, rule: [], timeouts: null });
    expect(decodeValues(encodeValues(undefined, schema), schema)).toBeUndefined();
    expect(decodeValues(undefined, schema)).toBeUndefined();
  });

  it('may be unknown, as a whole or deep inside', () => {
    const { count, body } = roundTrip({
      name: 'a',
      count: unknownValue,
      body: new Dynamic(['object', { id: 'string' }], { id: unknownValue }),
    });
    expect(isUnknown(count)).toBe(true);
    expect(isUnknown(((body as Dynamic).value as Record<string, Value>).id)).toBe(true);
    expect(
      [...encodeValues({ name: unknownValue }, { attributes: { name: { type: 'string' } }, blocks: {} })].slice(-3),
    ).toEqual([0xd4, 0, 0]);
  });

  it('keep a dynamic value inside a dynamic value', () => {
    const inner = new Dynamic('string', 'x');
    const { body } = roundTrip({
      name: 'a',
      body: new Dynamic(['object', { any: 'dynamic', none: 'dynamic' }], { any: inner, none: null }),
    });
    expect(toJson(body)).toEqual({ any: 'x', none: null });
  });

  it('read refined unknowns as unknown', () => {
    const refined = Buffer.concat([
      Buffer.from([0x81]),
      Buffer.from(encode('name')),
      Buffer.from([0xc7, 0x02, 0x0c, 0x81, 0x01]),
    ]);
    expect(isUnknown(decodeValues(refined, schema)?.name)).toBe(true);
  });
});

describe('equality of values', () => {
  it.each<[Value, Value, boolean]>([
    [1, 1n, true],
    [2 ** 40, 2n ** 40n, true],
    [1, 1.5, false],
    [null, false, false],
    ['1', 1, false],
    [[1, { a: null }], [1n, {}], true],
    [[1, 2], [2, 1], false],
    [unknownValue, unknownValue, true],
    [unknownValue, null, false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
  ])('of %j and %j is %s', (one, other, equal) => {
    expect(equalValues(one, other)).toBe(equal);
    expect(equalValues(other, one)).toBe(equal);
  });
});
