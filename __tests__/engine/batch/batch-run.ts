import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBatchLines, runBatch, type BatchLine, type BatchOptions, type BatchResult } from '../../../engine';
import { writeFlow, type Files } from '../flow-folder';

export interface FinishedBatch {
  readonly result: BatchResult;
  readonly lines: readonly BatchLine[];
  /** Reads a file of the run's folder; lines of JSON where its name says so. */
  readonly read: (file: string) => string;
}

/** Records as a file of JSON lines. */
export function jsonLines(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** Runs a flow over records, or over the data that the options name. */
export async function batch(
  files: Files,
  records: readonly unknown[] | undefined,
  options: Partial<BatchOptions> = {},
): Promise<FinishedBatch> {
  const folder = writeFlow({ 'flow/flow.dag.yaml': '', ...prefixed(files) });
  const data = join(folder, 'data.jsonl');
  if (records !== undefined) writeFileSync(data, jsonLines(records));
  const result = await runBatch(join(folder, 'flow'), {
    outdir: join(folder, 'run'),
    ...(records === undefined ? {} : { data: [data] }),
    ...options,
  });
  return finished(result);
}

export async function finished(result: BatchResult): Promise<FinishedBatch> {
  const lines: BatchLine[] = [];
  for await (const line of readBatchLines(result.folder)) lines.push(line);
  const read = (file: string): string => {
    const path = join(result.folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  return { result, lines, read };
}

function prefixed(files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`flow/${path}`, text]));
}
