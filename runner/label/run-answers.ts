import {
  answerDigest,
  answerKey,
  type LabelledAnswer,
  readRunLines,
  readScores,
  type RunLine,
  type RunSummary,
} from '../../experiments';
import { type JsonValue } from '../../model';

type Row = Readonly<Record<string, JsonValue>>;

/** One answer of a run, as a person is to judge it. */
export interface ShownAnswer extends RunLine {
  /** What the dataset says of the line beside its inputs: what was expected, where it says so. */
  readonly expected: Row;
}

/** The answers of one run, with the rows of the dataset that they are answers to. */
export class RunAnswers {
  private constructor(
    readonly run: RunSummary,
    private readonly flowHash: string,
    readonly lines: ReadonlyMap<number, RunLine>,
    private readonly rows: ReadonlyMap<number, Row>,
    /** Lines by the keys of their answers. */
    readonly keys: ReadonlyMap<string, number>,
  ) {}

  static async read(run: RunSummary, flowHash: string): Promise<RunAnswers> {
    const { readDataRows } = await import('../../engine');
    const lines = new Map<number, RunLine>();
    for await (const line of readRunLines(run.folder, await readScores(run))) lines.set(line.line, line);
    const rows = new Map<number, Row>();
    for await (const { lineNumber, row } of readDataRows(run.dataset.path)) {
      if (lines.has(lineNumber)) rows.set(lineNumber, row as Row);
    }
    const keys = [...lines.values()].map((line) => [answerKey(answerOf(run, flowHash, line)), line.line] as const);
    return new RunAnswers(run, flowHash, lines, rows, new Map(keys));
  }

  /** Undefined for a line that the run has not. */
  answer(line: number): LabelledAnswer | undefined {
    const found = this.lines.get(line);
    return found === undefined ? undefined : answerOf(this.run, this.flowHash, found);
  }

  row(line: number): Row {
    return this.rows.get(line) ?? {};
  }

  /** Names of what the flow answers, for lines that have no answer too. */
  get outputNames(): readonly string[] {
    return [...new Set([...this.lines.values()].flatMap(({ outputs }) => Object.keys(outputs)))];
  }

  /** @param used columns of the dataset that are shown as inputs */
  shown(line: number, used: ReadonlySet<string>): ShownAnswer | undefined {
    const found = this.lines.get(line);
    if (found === undefined) return undefined;
    const others = Object.entries(this.row(line)).filter(([column]) => !used.has(column) && !(column in found.inputs));
    return { ...found, expected: Object.fromEntries(others) };
  }
}

function answerOf({ id, dataset }: RunSummary, flowHash: string, line: RunLine): LabelledAnswer {
  return { run: id, line: line.line, flowHash, dataset: dataset.name, answer: answerDigest(line) };
}
