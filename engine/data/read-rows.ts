import { extname } from 'node:path';
import { readDelimited } from './delimited';
import { readJsonArray } from './json-array';
import { readJsonLines } from './json-lines';
import { readParquet } from './parquet';
import type { Row } from './row';

/** Reads a file by what its name ends in; unknown endings are taken for JSON lines. Never holds more than one record, or one group of a Parquet file's. */
export function readRows(file: string): AsyncGenerator<Row> {
  switch (extname(file)) {
    case '.csv':
      return readDelimited(file, ',');
    case '.tsv':
      return readDelimited(file, '\t');
    case '.json':
      return readJsonArray(file);
    case '.parquet':
      return readParquet(file);
    default:
      return readJsonLines(file);
  }
}

/** Whether a file's name says that it holds data. */
export function hasDataEnding(file: string): boolean {
  return ['.csv', '.tsv', '.json', '.jsonl', '.parquet'].includes(extname(file));
}
