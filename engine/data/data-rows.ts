import { toPlain } from '../values/plain';
import { Table } from './table';

/** A record of a dataset, as plain data. */
export interface DataRow {
  /** From 0, or what the record's own `line_number` says. */
  readonly lineNumber: number;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Reads the records of a dataset as a batch over it sees them, one after another. */
export async function* readDataRows(file: string): AsyncGenerator<DataRow> {
  for await (const { lineNumber, row } of (await Table.open([file])).rows()) {
    yield { lineNumber, row: toPlain(row) as Record<string, unknown> };
  }
}
