import fc from 'fast-check';
import { convert } from '../../../engine/conversion/convert';
import { valueTypes } from '../../../engine/load/definition';
import { formatJson } from '../../../engine/values/format-json';
import { fromPlain } from '../../../engine/values/plain';
import { repr, str } from '../../../engine/values/python-text';
import { Float, int, type Value } from '../../../engine/values/value';

const plain = fc.jsonValue().map(fromPlain);

/** How Python would print the result; undefined for a value that does not fit. */
function shown(value: Value, type: (typeof valueTypes)[number]): string | undefined {
  const conversion = convert(value, type);
  return conversion.ok ? repr(conversion.value) : undefined;
}

test('converting twice changes nothing more', () => {
  fc.assert(
    fc.property(plain, fc.constantFrom(...valueTypes.filter((type) => type !== 'object')), (value, type) => {
      const once = convert(value, type);
      if (once.ok) expect(convert(once.value, type)).toEqual(once);
    }),
  );
});

test('integers of any size survive as text', () => {
  fc.assert(fc.property(fc.bigInt(), (number) => expect(shown(` ${number} `, 'int')).toBe(number.toString())));
  fc.assert(fc.property(fc.bigInt(), (number) => expect(shown(int(number), 'string')).toBe(`'${number}'`)));
});

test('digits of other scripts are digits', () => {
  expect(shown('\u0661\u{1d7d9}2', 'int')).toBe('112');
  expect(shown('\u0967.\uff15', 'double')).toBe('1.5');
});

test('floats survive as text', () => {
  fc.assert(
    fc.property(fc.double(), (number) =>
      expect(convert(str(new Float(number)), 'double')).toEqual({ ok: true, value: new Float(number) }),
    ),
  );
});

test('lists and objects survive as JSON text', () => {
  fc.assert(fc.property(fc.array(plain), (list) => expect(shown(formatJson(list), 'list')).toBe(repr(list))));
  fc.assert(fc.property(plain, (value) => expect(shown(formatJson(value), 'object')).toBe(repr(value))));
});

test.each<[Value, 'int' | 'double' | 'bool', string | undefined]>([
  ['+5', 'int', '5'],
  ['1__0', 'int', undefined],
  ['_1', 'int', undefined],
  ['', 'int', undefined],
  [new Float(-1.9), 'int', '-1'],
  [new Float(1e20), 'int', '100000000000000000000'],
  [new Float(Infinity), 'int', undefined],
  [' 1.5 ', 'double', '1.5'],
  ['.5', 'double', '0.5'],
  ['5.', 'double', '5.0'],
  ['.', 'double', undefined],
  ['-Infinity', 'double', '-inf'],
  ['1e', 'double', undefined],
  [[], 'double', undefined],
  ['true ', 'bool', undefined],
  [0, 'bool', undefined],
])('%p as %s is %s', (value, type, expected) => {
  expect(shown(value, type)).toBe(expected);
});
