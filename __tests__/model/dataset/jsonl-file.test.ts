import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readJsonl } from '../../../model/dataset/jsonl-file';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'llmops-jsonl-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (content: string | Buffer) => {
  const path = join(folder, 'data.jsonl');
  writeFileSync(path, content);
  return readJsonl(path, 'data.jsonl');
};

describe('a dataset', () => {
  it('has the columns of all its lines; blank lines and a byte order mark do not count', () => {
    const { columns, problems } = read('\uFEFF{"a": 1}\r\n\n{"a": 2, "b": {"c": 1}}\n   \n');
    expect([...columns]).toEqual(['a', 'b']);
    expect(problems).toEqual([]);
  });

  it.each([
    ['{"a": 1,}', 9, /property name/],
    ['{"a": }', 7, /a value is expected/],
    ['{"a": 1', 8, /closing brace/],
    ["{'a': 1}", 2, /property name|unknown word/],
    ['{"a": NaN}', 7, /unknown word/],
    ['{"a": 1} {"a": 2}', 10, /follows the end/],
    ['a,b,c', 1, /unknown word/],
  ])('with the line %s says which line, where in it, and why', (line, column, says) => {
    const { problems } = read(`{"a": 1}\n${line}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: 'data.jsonl', line: 2, column, code: 'broken-line' });
    expect(problems[0]!.message).toMatch(says);
  });

  it.each(['[1]', '"text"', '42', 'null'])('with the line %s is told that lines are objects', (line) => {
    expect(read(`{"a": 1}\n${line}\n`).problems).toMatchObject([
      { line: 2, message: expect.stringContaining('no object') },
    ]);
  });

  it('never shows its content: it may be personal', () => {
    expect(JSON.stringify(read('{"name": "Jane Roe" "city": 1}\n').problems)).not.toContain('Jane');
  });

  it('without lines is a problem', () => {
    expect(read('\n\n').problems).toMatchObject([{ line: 1, code: 'empty-dataset' }]);
  });

  it('that is no JSONL at all reports five lines and counts the others', () => {
    const { problems } = read('a;b\n'.repeat(1000));
    expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
    expect(problems[4]!.message).toContain('995 more lines');
  });
});

test('lines are found whatever their length, where chunks of the file end, and which characters they hold', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.integer({ min: 100_000, max: 300_000 }).map((length) => 'é😀'.repeat(length / 3)),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), fc.nat(6), (texts, at) => {
      const lines = texts.map((value, index) => JSON.stringify({ [`column${index}`]: value }));
      lines.splice(Math.min(at, lines.length), 0, '{"broken": ');
      const { columns, problems } = read(lines.join('\n'));
      expect(columns.size).toBe(texts.length);
      expect(problems.map(({ line }) => line)).toEqual([Math.min(at, texts.length) + 1]);
    }),
    { numRuns: 25 },
  );
});
