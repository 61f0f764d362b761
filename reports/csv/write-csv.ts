import { stringify } from 'csv-stringify';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type JsonValue } from '../../model';

export type Cell = JsonValue | undefined;

/**
 * Writes rows as they come: UTF-8 with commas, quotes where RFC 4180 wants them. A text that a spreadsheet would take
 * for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return) gets an apostrophe before it; numbers
 * stay numbers. Objects and lists are JSON.
 */
export async function writeCsv(
  file: string,
  columns: readonly string[],
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
  signal?: AbortSignal,
): Promise<void> {
  const format = stringify({
    header: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: 'unix',
    cast: { boolean: String, object: (value: object) => JSON.stringify(value) },
  });
  await pipeline(Readable.from(rows), format, createWriteStream(file), { ...(signal !== undefined && { signal }) });
}
