import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { Table } from '../../../engine/data/table';
import { formatJson } from '../../../engine/values/format-json';

const folder = mkdtempSync(join(tmpdir(), 'data-test-'));
let files = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of a file, each as the JSON that Python would write. */
async function read(name: string, content: string | Buffer): Promise<string[]> {
  const path = join(folder, String(files++), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return rows(path);
}

async function rows(path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { lineNumber, row } of (await Table.open([path])).rows()) {
    found.push(`${lineNumber} ${formatJson(row)}`);
  }
  return found;
}

// What pandas 3 gives for the same files, as prompt flow reads them.
test.each([
  ['a column of ints', '{"a":1}\n{"a":2}', ['{"a": 1}', '{"a": 2}']],
  ['ints among floats', '{"a":1}\n{"a":1.5}', ['{"a": 1.0}', '{"a": 1.5}']],
  ['null among numbers', '{"a":1}\n{"a":null}', ['{"a": 1.0}', '{"a": NaN}']],
  ['null among texts', '{"a":"x"}\n{"a":null}', ['{"a": "x"}', '{"a": null}']],
  ['null only', '{"a":null}\n{"a":null}', ['{"a": null}', '{"a": null}']],
  ['keys that some records lack', '{"a":1}\n{"b":"y"}', ['{"a": 1.0, "b": NaN}', '{"a": NaN, "b": "y"}']],
  [
    'ints among texts',
    '{"a":1}\n{"a":"x"}\n{"b":1}',
    ['{"a": 1, "b": NaN}', '{"a": "x", "b": NaN}', '{"a": NaN, "b": 1.0}'],
  ],
  ['booleans are no numbers', '{"a":true}\n{"a":1}', ['{"a": true}', '{"a": 1}']],
  ['numbers inside of lists stay', '{"a":[1,2.0]}\n{"a":{"x":1.0}}', ['{"a": [1, 2.0]}', '{"a": {"x": 1.0}}']],
  ['blank lines and carriage returns', '{"a":1}\r\n\r\n{"a":2}\r\n', ['{"a": 1}', '{"a": 2}']],
  ['a byte order mark', '\uFEFF{"a":"é"}', ['{"a": "é"}']],
  ['NaN is null', '{"a":NaN}\n{"a":{"b":[NaN,-Infinity]}}', ['{"a": null}', '{"a": {"b": [null, -Infinity]}}']],
])('JSON lines: %s', async (_, text, expected) => {
  expect(await read('d.jsonl', text)).toEqual(expected.map((row, line) => `${line} ${row}`));
});

test.each([
  ['d.csv', 'a,b\n1,\nNA,"x\ny"\n3\n', ['{"a": "1", "b": ""}', '{"a": "NA", "b": "x\\ny"}', '{"a": "3", "b": ""}']],
  ['d.csv', 'a,a,\n1,2,3\n\n', ['{"a": "1", "a.1": "2", "Unnamed: 2": "3"}']],
  ['d.csv', 'a,b\n5" wide,x"y"z\n', ['{"a": "5\\" wide", "b": "x\\"y\\"z"}']],
  ['d.csv', 'a,b\n1,2\r\n"x\r\ny",3\r', ['{"a": "1", "b": "2"}', '{"a": "x\\r\\ny", "b": "3"}']],
  ['d.csv', 'a, b\n 1, 2 \n', ['{"a": " 1", " b": " 2 "}']],
  ['d.tsv', 'a\tb\n1\t"x ""q"" y"\n', ['{"a": "1", "b": "x \\"q\\" y"}']],
  ['d.json', '[{"a": 1},\n {"a": [{"b": "],"}]}]', ['{"a": 1}', '{"a": [{"b": "],"}]}']],
  ['d.json', ' [ ] ', []],
  ['d.data', '{"a": 1}', ['{"a": 1}']],
])('%s: %j', async (name, text, expected) => {
  expect(await read(name, text)).toEqual(expected.map((row, line) => `${line} ${row}`));
});

test.each(['SNAPPY', 'GZIP', 'UNCOMPRESSED'] as const)('Parquet is read, compressed by %s', async (codec) => {
  const columnData = [
    { name: 'text', data: ['ü', null, 'c'], type: 'STRING' as const },
    { name: 'whole', data: [1, 2, 3], type: 'INT32' as const },
    { name: 'long', data: [1n, 2n ** 60n, -3n], type: 'INT64' as const },
    { name: 'real', data: [1, 2.5, null], type: 'DOUBLE' as const },
    { name: 'yes', data: [true, false, true], type: 'BOOLEAN' as const },
    { name: 'more', data: [{ a: [1] }, { a: [] }, null], type: 'JSON' as const },
    { name: 'day', data: [new Date('2026-05-12T10:00:00Z'), null, null], type: 'TIMESTAMP' as const },
    { name: '__index_level_0__', data: [7n, 8n, 9n], type: 'INT64' as const },
  ];
  const bytes = parquetWriteBuffer({ columnData, codec, compressors: { GZIP: gzipSync }, rowGroupSize: 2 });
  expect(await read('d.parquet', Buffer.from(bytes))).toEqual([
    '0 {"text": "ü", "whole": 1, "long": 1, "real": 1.0, "yes": true, "more": {"a": [1]}, "day": "2026-05-12 10:00:00"}',
    '1 {"text": null, "whole": 2, "long": 1152921504606846976, "real": 2.5, "yes": false, "more": {"a": []}, "day": null}',
    '2 {"text": "c", "whole": 3, "long": -3, "real": NaN, "yes": true, "more": null, "day": null}',
  ]);
});

test('UTF-16 is read where its mark says so', async () => {
  expect(await read('d.jsonl', Buffer.from('\uFEFF{"a":"ü"}', 'utf16le'))).toEqual(['0 {"a": "ü"}']);
});

test('records may say their line numbers; those without one then do not count', async () => {
  const text = '{"a": "x", "line_number": 4}\n{"a": "y"}\n{"a": "z", "line_number": 2}\n';
  const found = await read('d.jsonl', text);
  expect(found.map((row) => row.replace(/, "line_number".*/, ''))).toEqual(['2 {"a": "z"', '4 {"a": "x"']);
});

test('of records with one line number, the last counts', async () => {
  const text = '{"a": "x", "line_number": 1}\n{"a": "y", "line_number": 1}\n{"a": "z", "line_number": 2}\n';
  const found = await read('d.jsonl', text);
  expect(found.map((row) => row.replace(/, "line_number".*/, ''))).toEqual(['1 {"a": "y"', '2 {"a": "z"']);
});

test('files of a folder are tables of their own: gaps and fractions in one do nothing to another', async () => {
  await read('tables/a.jsonl', '{"a": 1, "b": 1}\n{"a": 2, "b": 1}\n');
  const path = join(folder, String(files - 1), 'tables');
  writeFileSync(join(path, 'b.jsonl'), '{"a": 3}\n{"a": 4.5}\n');
  expect(await rows(path)).toEqual(['0 {"a": 1, "b": 1}', '1 {"a": 2, "b": 1}', '2 {"a": 3.0}', '3 {"a": 4.5}']);
  expect((await Table.open([path])).columnNames).toEqual(new Set(['a']));
});

test('where files of a folder number their records, those of the others do not count', async () => {
  await read('numbered/a.jsonl', '{"a": "x", "line_number": 4}');
  const path = join(folder, String(files - 1), 'numbered');
  writeFileSync(join(path, 'b.jsonl'), '{"a": "y"}\n');
  expect(await rows(path)).toEqual(['4 {"a": "x", "line_number": 4}']);
});

test('a folder is read with those below it, one level after another', async () => {
  await read('all/b.jsonl', '{"a": "2"}');
  const path = join(folder, String(files - 1), 'all');
  mkdirSync(join(path, 'a-deeper'));
  writeFileSync(join(path, 'a-deeper/x.csv'), 'a\n3\n');
  writeFileSync(join(path, 'a.jsonl'), '{"a": "1"}\n');
  expect(await rows(path)).toEqual(['0 {"a": "1"}', '1 {"a": "2"}', '2 {"a": "3"}']);
});

test('files of a folder whose names say nothing count where they hold JSON lines', async () => {
  await read('mixed/a.jsonl', '{"a": "1"}');
  const path = join(folder, String(files - 1), 'mixed');
  writeFileSync(join(path, 'b.txt'), '{"a": "2"}\n');
  writeFileSync(join(path, 'README.md'), '# Where the data comes from\n');
  writeFileSync(join(path, 'photo.png'), Buffer.from([0x89, 0x50, 0xff]));
  expect(await rows(path)).toEqual(['0 {"a": "1"}', '1 {"a": "2"}']);
});

test.each([
  ['d.jsonl', '{"a": 1}\n{"a": }', 'line 2 is not JSON'],
  ['d.jsonl', '[1]', 'line 1 is not a record'],
  ['d.jsonl', Buffer.from('{"a": "caf\xe9"}', 'latin1'), 'not text in UTF-8'],
  ['d.csv', Buffer.from('a\ncaf\xe9', 'latin1'), 'not text in UTF-8'],
  ['d.json', '{"a": 1}', 'one list of records'],
  ['d.json', '[{"a": 1}', 'does not end'],
  ['d.json', '[{"a": 1}, oops]', 'record 2 is not JSON'],
  ['d.csv', 'a,b\n1,2\n1,2,3\n', 'record 2 has 3 fields'],
  ['d.csv', 'a\n"1\n', 'Quote Not Closed'],
  ['d.parquet', 'PAR1', 'cannot be read as Parquet'],
])('%s with %j is refused', async (name, text, message) => {
  const reading = read(name, text);
  await expect(reading).rejects.toMatchObject({ code: 'InvalidUserData' });
  await expect(reading).rejects.toThrow(message);
});

test('whatever a list of records holds, its items come out one by one as they went in', async () => {
  const records = fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(records, fc.boolean(), async (items, indented) => {
      const keys = new Set(items.flatMap((item) => Object.keys(item)));
      fc.pre(items.every((item) => [...keys].every((key) => Object.hasOwn(item, key))));
      fc.pre(!keys.has('line_number'));
      const asList = await read('d.json', JSON.stringify(items, undefined, indented ? 2 : undefined));
      const asLines = await read('d.jsonl', items.map((item) => `${JSON.stringify(item)}\n`).join(''));
      expect(asList).toEqual(asLines);
      expect(asList).toHaveLength(items.length);
    }),
    { numRuns: 60 },
  );
});
