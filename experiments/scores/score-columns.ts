import { readBatchLines } from '../../engine';

/** A score that is a number, or true or false, of the lines that have one. */
export interface ScoreColumn {
  readonly lines: readonly number[];
  /** Of the same lines; true is 1. */
  readonly values: readonly number[];
}

/** By the path of an output of the evaluation, such as `grade.category_correct`. */
export type ScoreColumns = ReadonlyMap<string, ScoreColumn>;

/** The numbers in what an evaluation said of the lines, those inside objects too. */
export async function readScoreColumns(folder: string): Promise<ScoreColumns> {
  const columns = new Map<string, { lines: number[]; values: number[] }>();
  for await (const { lineNumber, status, outputs } of readBatchLines(folder)) {
    if (status !== 'Completed') continue;
    for (const [path, value] of numbersIn(outputs, '')) {
      const column = columns.get(path) ?? { lines: [], values: [] };
      column.lines.push(lineNumber);
      column.values.push(value);
      columns.set(path, column);
    }
  }
  return columns;
}

function* numbersIn(value: object, prefix: string): Generator<readonly [path: string, value: number]> {
  for (const [name, inner] of Object.entries(value) as [string, unknown][]) {
    if (typeof inner === 'boolean') yield [prefix + name, inner ? 1 : 0];
    else if (typeof inner === 'number' && Number.isFinite(inner)) yield [prefix + name, inner];
    else if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      yield* numbersIn(inner, `${prefix}${name}.`);
    }
  }
}
