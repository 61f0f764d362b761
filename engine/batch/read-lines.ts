import { join } from 'node:path';
import { textLines } from '../data/text-chunks';
import { toPlain } from '../values/plain';
import { parseRecord } from './line-record';
import type { BatchLine } from './result';
import { runFiles } from './run-files';

/** Reads the lines of a run from its folder, one at a time, by rising line numbers once the run is over. */
export async function* readBatchLines(folder: string): AsyncGenerator<BatchLine> {
  for await (const text of textLines(join(folder, runFiles.details))) {
    const record = parseRecord(text);
    if (record === undefined) continue;
    const { lineNumber, status, inputs, outputs, nodes, error, tokens, durationMs } = record;
    yield {
      lineNumber,
      status,
      inputs: toPlain(inputs) as Record<string, unknown>,
      outputs: toPlain(outputs) as Record<string, unknown>,
      nodes,
      ...(error === undefined ? {} : { error }),
      tokens,
      durationMs,
    };
  }
}
