import fc from 'fast-check';
import { parseYaml } from '../../../engine/load/yaml';
import { DateValue } from '../../../engine/values/date';
import { toPlain } from '../../../engine/values/plain';
import { Float } from '../../../engine/values/value';

const read = (scalar: string): unknown =>
  (parseYaml(`x: ${scalar}\n`, 'flow.dag.yaml') as Map<string, unknown>).get('x');

const sign = fc.constantFrom('', '+', '-');
const signed = (text: string, value: bigint): bigint => (text === '-' ? -value : value);

describe('scalars of flow.dag.yaml', () => {
  test.each([
    ['', 10],
    ['0x', 16],
    ['0o', 8],
    ['0b', 2],
  ] as const)(
    'whole numbers that begin with "%s" are ints of any size, with a sign and underscores or without',
    (prefix, base) => {
      fc.assert(
        fc.property(sign, fc.bigInt({ min: 0n, max: 2n ** 80n }), fc.boolean(), (text, value, apart) => {
          const digits = value.toString(base);
          const written = apart && digits.length > 1 ? `${digits.slice(0, 1)}_${digits.slice(1)}` : digits;
          expect(BigInt(read(`${text}${prefix}${written}`) as number | bigint)).toBe(signed(text, value));
        }),
      );
    },
  );

  it('reads what JavaScript writes of a float as that float', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
        const found = read(text);
        expect(found).toBeInstanceOf(Float);
        expect((found as Float).value).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
  });

  it('reads a day and a time of day with an offset as that time in UTC', () => {
    const times = fc.date({
      min: new Date('1000-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    const offsets = fc.integer({ min: -12, max: 12 });
    fc.assert(
      fc.property(times, offsets, fc.constantFrom('T', 't', ' ', '  '), (time, offset, between) => {
        const whole = new Date(Math.floor(time.getTime() / 1000) * 1000);
        const local = new Date(whole.getTime() + offset * 3_600_000).toISOString().slice(0, 19).replace('T', between);
        const found = read(`${local}${offset < 0 ? '-' : '+'}${String(Math.abs(offset)).padStart(2, '0')}:00`);
        expect(found).toBeInstanceOf(DateValue);
        expect((found as DateValue).text).toBe(whole.toISOString().slice(0, 19).replace('T', ' '));
      }),
    );
  });
});

describe('lines within brackets and quotes may begin further left than their key', () => {
  test.each([
    ['a bracket in the first column', 'a:\n  b: [\n    1\n]\n  c: 2\n', { a: { b: [1], c: 2 } }],
    ['all of a dict', 'a: {\n"x": 1,\n"y": [1,\n# two\n2]\n}\nb: 3\n', { a: { x: 1, y: [1, 2] }, b: 3 }],
    [
      'in a list of nodes',
      'n:\n- {a: 1,\nb: 2}\n- inputs: {\n  c: 3\n}\n',
      { n: [{ a: 1, b: 2 }, { inputs: { c: 3 } }] },
    ],
    ['quoted text', 'a:\n  b: "two\nlines"\n  c: \'one\n\nother\'\n', { a: { b: 'two lines', c: 'one\nother' } }],
  ])('%s', (_, text, expected) => {
    expect(toPlain(parseYaml(text, 'flow.dag.yaml'))).toEqual(expected);
  });

  test.each([
    ['a bracket that is never closed', 'a: 1\nb: [1,\n2\nc: 3\n', 'line 3'],
    ['a quote that is never closed', 'a: 1\nb: "x\nc: 3\n', 'Missing closing'],
    ['a list in dashes within brackets', 'a: [\n- 1\n]\n', 'line 2'],
  ])('but not %s', (_, text, line) => {
    expect(() => parseYaml(text, 'flow.dag.yaml')).toThrow(line);
  });
});
