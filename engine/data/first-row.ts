import type { Row } from './row';
import { Table } from './table';

/** The first record of a dataset, as a batch over it would see it; undefined if it has none. */
export async function readFirstRow(file: string): Promise<Row | undefined> {
  for await (const { row } of (await Table.open([file])).rows()) return row;
  return undefined;
}
