import { isDate, isUint8Array } from 'node:util/types';
import type { SchemaTree } from 'hyparquet';
import { fromPlain } from '../values/plain';
import { Float, int, type Value } from '../values/value';
import { invalidData, type Row } from './row';

/** Reads a Parquet file, one group of rows at a time. A column that pandas made of a frame's index is none of the data. */
export async function* readParquet(file: string): AsyncGenerator<Row> {
  // Few data are in this form.
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer).catch((error: unknown) => {
    throw invalidData(file, reasonOf(error), error);
  });
  const columns = parquetSchema(metadata).children.filter(({ element }) => !/^__index_level_\d+__$/.test(element.name));
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const rows = await parquetReadObjects({ file: buffer, metadata, rowStart, rowEnd, compressors }).catch(
      (error: unknown) => {
        throw invalidData(file, reasonOf(error), error);
      },
    );
    for (const row of rows) yield new Map(columns.map((column) => [column.element.name, cell(row, column)]));
    rowStart = rowEnd;
  }
}

function cell(row: Readonly<Record<string, unknown>>, column: SchemaTree): Value {
  return value(row[column.element.name], column);
}

/** JavaScript has one type of numbers: whether a whole one is an int is for the column to say. */
function value(read: unknown, column: SchemaTree): Value {
  if (read === null || read === undefined) return null;
  if (column.element.converted_type === 'JSON') return fromPlain(read);
  if (typeof read === 'string' || typeof read === 'boolean') return read;
  if (typeof read === 'bigint') return int(read);
  if (typeof read === 'number') return isInt(column) ? int(read) : new Float(read);
  if (isDate(read))
    return read
      .toISOString()
      .replace('T', ' ')
      .replace(/(\.000)?Z$/, '');
  if (isUint8Array(read)) return Buffer.from(read).toString('base64');
  if (Array.isArray(read)) return read.map((item) => value(item, items(column)));
  const fields = Object.entries(read);
  return new Map(
    fields.map(([name, item]) => [
      name,
      value(item, column.children.find(({ element }) => element.name === name) ?? column),
    ]),
  );
}

function isInt({ element }: SchemaTree): boolean {
  const { type, converted_type: converted } = element;
  return (type === 'INT32' || type === 'INT64' || type === 'INT96') && converted !== 'DECIMAL';
}

/** Lists are written as a group of one repeated group of one element. */
function items(list: SchemaTree): SchemaTree {
  const [repeated] = list.children;
  return repeated?.children[0] ?? repeated ?? list;
}

function reasonOf(error: unknown): string {
  return `it cannot be read as Parquet. ${String(error)}`;
}
