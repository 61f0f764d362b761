import fc from 'fast-check';
import { Float, parseJson } from '../../../engine';
import { pythonEquals } from '../../../engine/values/equality';
import { formatJson } from '../../../engine/values/format-json';
import { fromPlain, toPlain } from '../../../engine/values/plain';
import { repr, reprFloat, str } from '../../../engine/values/python-text';
import { int, Tuple, type Value } from '../../../engine/values/value';

/** Any data that a flow can hold and JSON can carry. */
const data = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.string({ unit: 'binary' }),
    fc.bigInt().map(int),
    fc.double({ noNaN: true }).map((number) => new Float(number)),
    fc.array(tie('value')),
    fc.array(fc.tuple(fc.string(), tie('value'))).map((entries) => new Map(entries)),
  ),
})).value;

describe('JSON', () => {
  test('what is written is read back the same, int and float apart', () => {
    fc.assert(
      fc.property(data, (value) => {
        const text = formatJson(value);
        expect(pythonEquals(parseJson(text), value)).toBe(true);
        expect(formatJson(parseJson(text))).toBe(text);
      }),
    );
  });

  test('ASCII text means the same', () => {
    fc.assert(
      fc.property(data, (value) => {
        const text = formatJson(value, { ascii: true, indent: 2 });
        expect(text).toMatch(/^[\0-\x7f]*$/);
        expect(formatJson(parseJson(text))).toBe(formatJson(value));
      }),
    );
  });

  test('whatever JavaScript writes is read', () => {
    fc.assert(
      fc.property(fc.json(), (text) =>
        expect(JSON.stringify(toPlain(parseJson(text)))).toBe(JSON.stringify(toPlain(fromPlain(JSON.parse(text))))),
      ),
    );
  });

  test('Python’s words are numbers', () => {
    expect(toPlain(parseJson('[NaN, Infinity, -Infinity]'))).toEqual([NaN, Infinity, -Infinity]);
    expect(formatJson([new Float(NaN), new Float(1), 1, 2n ** 70n])).toBe('[NaN, 1.0, 1, 1180591620717411303424]');
  });

  test.each([
    ['', 'Expected a value at line 1, column 1 of the JSON text.'],
    ['[1,]', 'Expected a value at line 1, column 4'],
    ['{"a" 1}', "Expected ':' at line 1, column 6"],
    ['{"a":\n1 2}', "Expected ',' at line 2, column 3"],
    ['"a', 'Expected a closing double quote'],
    ['"a\tb"', 'Expected a string without control characters'],
    ['01', 'Expected nothing more at line 1, column 2'],
    ['nul', 'Expected a value'],
  ])('%j is refused with the place of the mistake', (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
  });
});

describe('Python’s text of a value', () => {
  test.each<[Value, string]>([
    [null, 'None'],
    [true, 'True'],
    [new Float(1), '1.0'],
    [new Float(1e20), '1e+20'],
    [new Float(1e-7), '1e-07'],
    [new Float(123456789.123), '123456789.123'],
    [new Float(-0), '-0.0'],
    [new Float(NaN), 'nan'],
    [12345678901234567890n, '12345678901234567890'],
    ["it's", '"it\'s"'],
    ['both \'"', "'both \\'\"'"],
    ['a\nb\t\\', "'a\\nb\\t\\\\'"],
    ['é😀\u200b\x07', "'é😀\\u200b\\x07'"],
    [new Tuple(['k', 1]), "('k', 1)"],
    [new Tuple([1]), '(1,)'],
    [
      new Map<string | number, Value>([
        ['a', [1, new Float(2)]],
        [1, null],
      ]),
      "{'a': [1, 2.0], 1: None}",
    ],
  ])('%p is %s', (value, text) => {
    expect(repr(value)).toBe(text);
  });

  test('text prints as itself', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(str(text)).toBe(text)));
  });

  test('a float reads back as the same float', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) =>
        expect(Number(reprFloat(number))).toBe(number),
      ),
    );
  });
});

describe('equality', () => {
  test('is reflexive, symmetric, and blind to the kind of a number', () => {
    fc.assert(
      fc.property(data, data, (left, right) => {
        expect(pythonEquals(left, left)).toBe(true);
        expect(pythonEquals(left, right)).toBe(pythonEquals(right, left));
      }),
    );
    expect(pythonEquals(true, new Float(1))).toBe(true);
    expect(pythonEquals(1, '1')).toBe(false);
    expect(pythonEquals([1], new Tuple([1]))).toBe(false);
    expect(pythonEquals(new Float(NaN), new Float(NaN))).toBe(false);
  });
});

test('plain data keeps its keys, whatever their names', () => {
  const plain = JSON.parse('{"__proto__": 1, "constructor": {"2": "b", "1": "a"}}') as object;
  expect(JSON.stringify(toPlain(fromPlain(plain)))).toBe(JSON.stringify(plain));
  expect(() => fromPlain(() => 1)).toThrow('JavaScript type function');
});
