import { type BatchLine, readBatchLines } from '../../engine';
import { type JsonValue } from '../../model';
import { type RunLine } from '../types';

type Scores = RunLine['scores'];
const none: Scores = {};

/** The lines of a run, in the order of its dataset, read one after another. */
export async function* readRunLines(
  folder: string,
  scores: ReadonlyMap<number, Scores> = new Map(),
): AsyncGenerator<RunLine> {
  for await (const line of readBatchLines(folder)) yield runLine(line, scores.get(line.lineNumber) ?? none);
}

function runLine(line: BatchLine, scores: Scores): RunLine {
  const { lineNumber, status, inputs, outputs, error, durationMs, tokens } = line;
  return {
    line: lineNumber,
    status,
    inputs: inputs as Readonly<Record<string, JsonValue>>,
    outputs: outputs as Readonly<Record<string, JsonValue>>,
    ...(error !== undefined && {
      error: {
        code: error.code,
        message: error.message,
        ...(error.node !== undefined && { node: error.node }),
      },
    }),
    durationMs,
    tokens: { prompt: tokens.prompt, completion: tokens.completion, total: tokens.total },
    scores,
  };
}
