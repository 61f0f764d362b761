import fc from 'fast-check';
import { readProperty, withProperty } from '../../../engine/references/property';
import { parsePropertyPath, parseReference } from '../../../engine/references/reference';
import { fromPlain } from '../../../engine/values/plain';

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]*$/);

test('text is a reference only from ${ to }, with nothing around it', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const reference = parseReference(text);
      if (text.startsWith('${') && text.endsWith('}')) expect(reference.kind).not.toBe('literal');
      else expect(reference).toEqual({ kind: 'literal', value: text });
    }),
  );
});

test('flow inputs go by either prefix, and everything behind the first dot is their name', () => {
  fc.assert(
    fc.property(fc.constantFrom('inputs', 'flow'), name, name, (prefix, first, second) => {
      expect(parseReference(`\${${prefix}.${first}.${second}}`)).toEqual({ kind: 'input', name: `${first}.${second}` });
    }),
  );
});

test('nodes are cut at the first two dots', () => {
  const node = name.filter((text) => text !== 'inputs' && text !== 'flow');
  fc.assert(
    fc.property(node, name, fc.array(name), (head, section, path) => {
      const text = [head, section, ...path].join('.');
      expect(parseReference(`\${${text}}`)).toEqual({ kind: 'node', node: head, section, property: path.join('.') });
      expect(parseReference(`\${${head}}`)).toEqual({ kind: 'node', node: head, section: 'output', property: '' });
    }),
  );
});

test.each([
  ['a.b', ['a', 'b']],
  ['a[0].b', ['a', 0, 'b']],
  ["['x y']", ['x y']],
  ['["k"].z', ['k', 'z']],
  ['k-e', ['k', 'e']],
  ['[-1]', ['1']],
  ['é.1', ['é', '1']],
])('%s has the steps %j', (property, steps) => {
  expect(parsePropertyPath(property).map((step) => (step.kind === 'name' ? step.name : step.key))).toEqual(steps);
});

test('every path into data that is written out leads to the value there', () => {
  const path = fc.array(fc.oneof(name, fc.nat({ max: 3 })), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(path, fc.integer(), (steps, leaf) => {
      const data = steps.reduceRight<unknown>(
        (inner, step) =>
          typeof step === 'number'
            ? Array.from({ length: 4 }, (_, index) => (index === step ? inner : null))
            : { [step]: inner },
        leaf,
      );
      const property = steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
      const reference = { kind: 'node', node: 'n', section: 'output', property } as const;
      expect(readProperty(reference, fromPlain(data))).toBe(leaf);
      expect(() => readProperty({ ...reference, property: `${property}.beyond` }, fromPlain(data))).toThrow(
        'Invalid property',
      );
    }),
  );
});

test('what is put in the place that a path leads to is read from there, and the rest stays', () => {
  const steps = fc.array(fc.oneof(name, fc.nat({ max: 3 })), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(steps, fc.jsonValue(), fc.jsonValue(), (path, before, after) => {
      const property = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
      const whole = path.reduceRight<unknown>(
        (value, step) =>
          typeof step === 'number'
            ? [...Array<null>(step).fill(null), value, 'rest']
            : { first: 1, [step]: value, rest: 2 },
        before,
      );
      const reference = { kind: 'node', node: 'n', section: 'output', property } as const;
      const changed = withProperty(fromPlain(whole), parsePropertyPath(property), fromPlain(after));
      expect(readProperty(reference, changed)).toEqual(fromPlain(after));
      expect(withProperty(changed, parsePropertyPath(property), fromPlain(before))).toEqual(fromPlain(whole));
    }),
  );
});
