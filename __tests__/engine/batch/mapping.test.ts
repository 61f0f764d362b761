import fc from 'fast-check';
import { Mapper, type SourceColumns, type SourceRows } from '../../../engine/batch/mapping';
import type { Row } from '../../../engine/data/row';
import type { InputDefinition } from '../../../engine';

const input = (fallback?: string): InputDefinition => ({
  type: 'string',
  isChatInput: false,
  ...(fallback === undefined ? {} : { default: fallback }),
});
const inputs = new Map([
  ['question', input()],
  ['tone', input('kind')],
]);
const columns: SourceColumns = new Map([
  ['data', new Set(['question', 'tone', 'a.b', 'run.outputs.x'])],
  ['run.inputs', new Set(['question'])],
  ['run.outputs', new Set(['answer'])],
]);
const rows: SourceRows = new Map<string, Row>([
  [
    'data',
    new Map([
      ['question', 'q'],
      ['tone', 't'],
      ['a.b', 'dotted'],
      ['run.outputs.x', 'data wins'],
    ]),
  ],
  ['run.inputs', new Map([['question', 'earlier']])],
  ['run.outputs', new Map([['answer', 42]])],
]);
const map = (mapping: Record<string, unknown>) => Object.fromEntries(Mapper.of(mapping, inputs, columns).map(rows, 0));

test('an input without a default takes the column of its name, one with a default keeps it', () => {
  expect(map({})).toEqual({ question: 'q' });
});

test('an input called line_number is the number of the line, whatever is mapped to it', () => {
  const mapper = Mapper.of({ line_number: '${data.question}' }, new Map([['line_number', input()]]), columns);
  expect(Object.fromEntries(mapper.map(rows, 7))).toEqual({ line_number: 7 });
});

test.each([
  ['${data.a.b}', 'dotted'],
  ['${run.outputs.answer}', 42],
  ['${run.inputs.question}', 'earlier'],
  ['${data.run.outputs.x}', 'data wins'],
  ['text with ${data.question} inside', 'text with ${data.question} inside'],
  ['${data.question} ', '${data.question} '],
  [5, 5],
  [true, true],
  ['', ''],
])('%j gives %j', (value, expected) => {
  expect(map({ question: '${data.question}', other: value })).toEqual({ question: 'q', other: expected });
});

test('line_number is no input', () => {
  expect(map({ line_number: '${data.nothing}', tone: '${data.tone}' })).toEqual({ question: 'q', tone: 't' });
});

test('all columns that are not there are told at once', () => {
  const mapping = { question: '${data.q}', tone: '${run.outputs.tone}', x: '${nowhere}' };
  expect(() => map(mapping)).toThrow(
    "Couldn't find these mapping relations: ${data.q}, ${run.outputs.tone}, ${nowhere}.",
  );
});

test('a mapping of literals only is refused', () => {
  expect(() => map({ question: 'a', tone: 1 })).toThrow('at least one mapping binding');
});

test('every column can be reached by its source and name, and literals come through unchanged', () => {
  const name = fc.stringMatching(/^[a-z_][a-z0-9_. -]{0,8}[a-z0-9]$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 5 }),
      fc.string(),
      fc.integer(),
      (names, text, whole) => {
        fc.pre(!/^\$\{[^{}]+\}$/.test(text));
        const all: SourceColumns = new Map([['data', new Set(names)]]);
        const mapping = Object.fromEntries(names.map((column) => [`in ${column}`, `\${data.${column}}`]));
        const mapper = Mapper.of({ ...mapping, text, whole }, new Map(), all);
        const values = new Map(names.map((column, index) => [column, index]));
        const expected = names.map((column, index) => [`in ${column}`, index]);
        expect(Object.fromEntries(mapper.map(new Map([['data', values]]), 0))).toEqual({
          ...Object.fromEntries(expected),
          text,
          whole,
        });
      },
    ),
  );
});
