import { join } from 'node:path';
import { textLines } from '../data/text-chunks';
import { toPlain } from '../values/plain';
import type { Value } from '../values/value';
import { parseRecord } from './line-record';
import type { BatchLine } from './result';
import { runFiles } from './run-files';

/** One line of a batch with its values as the flow has them: ints and floats kept apart, and no int rounded. */
export interface ExactBatchLine extends Omit<BatchLine, 'inputs' | 'outputs'> {
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
}

/** Reads the lines of a run from its folder, one at a time, by rising line numbers once the run is over. */
export async function* readBatchLines(folder: string): AsyncGenerator<BatchLine> {
  for await (const { inputs, outputs, ...rest } of readExactBatchLines(folder)) {
    yield {
      ...rest,
      inputs: toPlain(inputs) as Record<string, unknown>,
      outputs: toPlain(outputs) as Record<string, unknown>,
    };
  }
}

/** The same, with the values as the flow has them. */
export async function* readExactBatchLines(folder: string): AsyncGenerator<ExactBatchLine> {
  for await (const text of textLines(join(folder, runFiles.details))) {
    const record = parseRecord(text);
    if (record === undefined) continue;
    const { lineNumber, status, inputs, outputs, nodes, error, tokens, durationMs } = record;
    const failure = error === undefined ? {} : { error };
    yield { lineNumber, status, inputs, outputs, nodes, ...failure, tokens, durationMs };
  }
}
