import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { textLines } from '../data/text-chunks';
import type { LineError } from '../flow';
import { bulkError } from '../records/bulk-error';
import { parseRecord } from './line-record';
import { runFiles } from './run-files';

/** More are not listed: `details.jsonl` has them all. */
const mostListed = 1000;

/** Writes a run's `error.json`: what went wrong first, and the errors of the lines and of the aggregation. */
export async function writeRunError(
  folder: string,
  error: LineError,
  aggregation: LineError | undefined,
): Promise<void> {
  const lines: { lineNumber: number; error: LineError }[] = [];
  for await (const text of textLines(join(folder, runFiles.details))) {
    if (lines.length === mostListed) break;
    const record = text.includes('"Failed"') ? parseRecord(text) : undefined;
    if (record?.error !== undefined) lines.push({ lineNumber: record.lineNumber, error: record.error });
  }
  const listed = { lines, ...(aggregation === undefined ? {} : { aggregation }) };
  await writeFile(join(folder, runFiles.error), `${JSON.stringify(bulkError(error, listed), undefined, 2)}\n`);
}
