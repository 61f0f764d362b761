import { type ExperimentResult } from '../../experiments';
import { lineColumns, type LineColumns } from '../lines/line-columns';
import { scoredLines } from '../lines/scored-lines';
import { RunColumns } from './run-columns';
import { type Cell, writeCsv } from './write-csv';

/** `details.csv`: one row a line. */
export async function writeDetails(
  file: string,
  results: readonly ExperimentResult[],
  signal?: AbortSignal,
): Promise<void> {
  const ofRun = new RunColumns(results);
  const ofLine = await lineColumns(
    results.flatMap(({ runs }) => runs),
    signal,
  );
  const columns = [
    ...ofRun.names,
    ...['line', 'status', 'error_code', 'error_node', 'error_message'],
    ...ofLine.inputs.map((name) => `inputs.${name}`),
    ...ofLine.outputs.map((name) => `outputs.${name}`),
    ...ofLine.scores.map((name) => `scores.${name}`),
    ...['duration_ms', 'prompt_tokens', 'completion_tokens', 'total_tokens'],
  ];
  await writeCsv(file, columns, rows(results, ofRun, ofLine), signal);
}

async function* rows(
  results: readonly ExperimentResult[],
  ofRun: RunColumns,
  { inputs, outputs, scores }: LineColumns,
): AsyncGenerator<readonly Cell[]> {
  for (const result of results) {
    for (const run of result.runs) {
      const cells = ofRun.cells(result, run);
      for await (const { line, status, error, durationMs, tokens, ...values } of scoredLines(run)) {
        yield [
          ...cells,
          ...[line, status, error?.code, error?.node, error?.message],
          ...inputs.map((name) => values.inputs[name]),
          ...outputs.map((name) => values.outputs[name]),
          ...scores.map((name) => values.scores[name]),
          ...[durationMs, tokens.prompt, tokens.completion, tokens.total],
        ];
      }
    }
  }
}
