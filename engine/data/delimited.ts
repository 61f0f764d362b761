import { parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { invalidData, type Row } from './row';
import { textChunks } from './text-chunks';

/**
 * Reads comma- or tab-separated values. All values are texts, also `NA` and empty ones; fields that a line lacks are
 * empty. The first line names the columns: a name that returns gets a number, and none becomes `Unnamed: 1`.
 */
export async function* readDelimited(file: string, delimiter: ',' | '\t'): AsyncGenerator<Row> {
  const parser = parse({
    ...{ delimiter, relax_column_count: true, skip_empty_lines: true },
    // A quote within a field, as in 5" wide, is part of it.
    relax_quotes: true,
    // Files put together from several ends of lines have both.
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  const input = Readable.from(textChunks(file));
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  let columns: readonly string[] | undefined;
  let number = 0;
  try {
    for await (const fields of parser as AsyncIterable<readonly string[]>) {
      if (columns === undefined) {
        columns = columnNames(fields);
        continue;
      }
      number++;
      if (fields.length > columns.length) {
        throw invalidData(
          file,
          `record ${number} has ${fields.length} fields, but there are ${columns.length} columns.`,
        );
      }
      yield new Map(columns.map((column, index) => [column, fields[index] ?? '']));
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) {
      throw invalidData(file, error.message, error);
    }
    throw error;
  }
}

function columnNames(header: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return header.map((name, index) => {
    if (name === '') return `Unnamed: ${index}`;
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return times === 0 ? name : `${name}.${times}`;
  });
}
