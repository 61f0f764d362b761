import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from '../../../engine/jinja/template';
import { formatJson } from '../../../engine/values/format-json';
import { parseJson } from '../../../engine/values/parse-json';
import { toPlain } from '../../../engine/values/plain';
import type { Dict, Value } from '../../../engine/values/value';

/** What Jinja2 made of a template (see make-fixtures.py): a text, or an exception. */
interface Outcome {
  readonly text?: string;
  readonly error?: string;
  readonly message?: string;
  readonly line?: number;
}
type Fixture = Outcome & { readonly template: string };

const fixtures = parseJson(readFileSync(join(__dirname, 'fixtures.json'), 'utf8')) as Dict;
const values = formatJson(fixtures.get('values')!);

function outcome(template: string): Outcome {
  try {
    // Fresh values for each: some templates change the lists that they are given.
    return { text: new Template(template).render(parseJson(values) as ReadonlyMap<string, Value>) };
  } catch (error) {
    const { name, message, line } = error as Error & { line?: number };
    return { error: name, message, ...(line === undefined ? {} : { line }) };
  }
}

function expectSame(list: 'cases' | 'grid', compared: (outcome: Outcome) => Outcome): void {
  const all = toPlain(fixtures.get(list)!) as readonly Fixture[];
  const expected = all.map(({ template, ...expectation }) => ({ template, ...compared(expectation) }));
  expect(all.map(({ template }) => ({ template, ...compared(outcome(template)) }))).toEqual(expected);
}

test('templates render as Jinja2 renders them, or fail with its exceptions, messages and lines', () => {
  expectSame('cases', (found) => found);
});

test('filters, tests, methods and operators do the same with every kind of value', () => {
  expectSame('grid', ({ text, error }) => (text === undefined ? { error: error! } : { text }));
});
