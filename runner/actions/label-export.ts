import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { answerKey, expectedRow, type Label } from '../../experiments';
import { type JsonValue } from '../../model';
import { UserMistake } from '../failure';
import { findRun } from '../label/find-run';
import { Labelling } from '../label/labelling';
import { type ExperimentOf, openExperiment } from '../label/opened-experiment';

export interface LabelExportRequest extends ExperimentOf {
  /** Only labels of the run with this id or label. Default: of all runs. */
  readonly run?: string;
  /** JSONL file to write; one that is there is replaced. */
  readonly file: string;
}

export interface LabelExport {
  readonly file: string;
  /** Lines that were written. */
  readonly lines: number;
  /** Answers that were rejected: nobody said what would have been right. */
  readonly rejected: number;
}

type Row = Readonly<Record<string, JsonValue>>;

/**
 * Writes what people found right as a dataset: for each line the label that was given last, in the order of the
 * datasets. The same labels give the same bytes.
 * @throws UserMistake where there is nothing to write
 */
export async function exportLabels(request: LabelExportRequest): Promise<LabelExport> {
  const { flow, folder, result } = await openExperiment(request);
  const labelling = new Labelling({ folder, result, inputs: flow.experiment.inputs, by: '' });
  await labelling.log.refresh();
  const runs = request.run === undefined ? labelling.runs : [findRun(labelling.runs, request.run)];
  const datasets = new Map<string, Map<number, { readonly label: Label; readonly row: Row | undefined }>>();
  for (const { id, dataset } of runs) {
    const answers = await labelling.answers(id);
    const chosen = datasets.get(dataset.name) ?? new Map<number, { label: Label; row: Row | undefined }>();
    datasets.set(dataset.name, chosen);
    for (const [line, answer] of answers?.lines ?? []) {
      const labelled = answers?.answer(line);
      const label = labelled === undefined ? undefined : labelling.log.current(answerKey(labelled));
      const before = chosen.get(line);
      if (label === undefined || (before !== undefined && before.label.at > label.at)) continue;
      chosen.set(line, { label, row: expectedRow(answer, label, answers?.row(line) ?? {}) });
    }
  }
  const chosen = [...datasets.values()].flatMap((lines) =>
    [...lines].sort(([one], [other]) => one - other).map(([, { row }]) => row),
  );
  const rows = chosen.filter((row) => row !== undefined);
  if (rows.length === 0) {
    throw new UserMistake(`No answer of ${flow.name} in ${request.env} was accepted or corrected yet.`);
  }
  const { default: writeFileAtomic } = await import('write-file-atomic');
  await mkdir(dirname(request.file), { recursive: true });
  await writeFileAtomic(request.file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return { file: request.file, lines: rows.length, rejected: chosen.length - rows.length };
}
