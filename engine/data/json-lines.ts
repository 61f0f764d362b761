import { invalidData, parseData, toRow, type Row } from './row';
import { textLines } from './text-chunks';

/** Reads a file with one JSON object a line; blank lines are passed over. */
export async function* readJsonLines(file: string): AsyncGenerator<Row> {
  let number = 0;
  for await (const line of textLines(file)) {
    number++;
    if (line.trim() === '') continue;
    yield toRow(parseLine(line, file, number), file, `line ${number}`);
  }
}

function parseLine(line: string, file: string, number: number) {
  try {
    return parseData(line);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidData(file, `line ${number} is not JSON. ${reason}`, error);
  }
}
