import {
  answerKey,
  type ExperimentResult,
  type Label,
  type LabelContent,
  LabelLog,
  labelsFile,
  type RunSummary,
} from '../../experiments';
import { type JsonValue } from '../../model';
import { UserMistake } from '../failure';
import { RunAnswers } from './run-answers';

/** How a line stands: enough for the list of them. */
export interface LineState {
  readonly line: number;
  readonly failed: boolean;
  readonly verdict?: Label['verdict'];
}

export interface LabellingOptions {
  /** The experiment's folder. */
  readonly folder: string;
  readonly result: ExperimentResult;
  /** Flow inputs, as the experiment maps them. */
  readonly inputs: Readonly<Record<string, JsonValue>>;
  /** Who labels. */
  readonly by: string;
  readonly onLabel?: (event: LabelEvent) => void;
}

export interface LabelEvent {
  readonly type: 'labelled' | 'undone';
  readonly run: string;
  readonly line: number;
  readonly verdict?: Label['verdict'];
}

/** A person's work on the answers of an experiment: reads answers as they are asked for, and writes labels. */
export class Labelling {
  readonly log: LabelLog;
  private readonly read = new Map<string, Promise<RunAnswers>>();
  private readonly usedColumns: ReadonlySet<string>;

  constructor(readonly options: LabellingOptions) {
    this.log = new LabelLog(labelsFile(options.folder));
    this.usedColumns = new Set(Object.values(options.inputs).flatMap(columnsIn));
  }

  /** The runs that have answers. */
  get runs(): readonly RunSummary[] {
    return this.options.result.runs.filter(({ lines }) => lines.total > 0);
  }

  /** The answers of a run; undefined where there is none of this id. */
  answers(id: string): Promise<RunAnswers> | undefined {
    const run = this.runs.find((one) => one.id === id);
    if (run === undefined) return undefined;
    const answers = this.read.get(id) ?? RunAnswers.read(run, this.options.result.flowHash);
    this.read.set(id, answers);
    return answers;
  }

  /** All lines of a run, with what is said of them by now, by this process or another. */
  async states(answers: RunAnswers): Promise<readonly LineState[]> {
    await this.log.refresh();
    return [...answers.keys].map(([key, line]) => {
      const verdict = this.log.current(key)?.verdict;
      const failed = answers.lines.get(line)?.status === 'Failed';
      return { line, failed, ...(verdict !== undefined && { verdict }) };
    });
  }

  async show(answers: RunAnswers, line: number) {
    await this.log.refresh();
    const answer = answers.answer(line);
    if (answer === undefined) return undefined;
    const label = this.log.current(answerKey(answer));
    return { ...answers.shown(line, this.usedColumns), ...(label !== undefined && { label }) };
  }

  /** @throws UserMistake for what cannot be said of the line */
  async label(answers: RunAnswers, line: number, content: Omit<LabelContent, 'by'>): Promise<Label> {
    const answer = answers.answer(line);
    if (answer === undefined) throw new UserMistake(`The run has no line ${line}.`);
    this.check(answers, line, content);
    const label = await this.log.add(answer, { ...content, by: this.options.by });
    this.options.onLabel?.({ type: 'labelled', run: answer.run, line, verdict: label.verdict });
    return label;
  }

  /** @throws LabelConflict where somebody else labelled the answer since */
  async undo(answers: RunAnswers, line: number, id: string): Promise<Label | undefined> {
    const answer = answers.answer(line);
    if (answer === undefined) throw new UserMistake(`The run has no line ${line}.`);
    const label = await this.log.undo(answer, id, this.options.by);
    const verdict = label === undefined ? {} : { verdict: label.verdict };
    this.options.onLabel?.({ type: 'undone', run: answer.run, line, ...verdict });
    return label;
  }

  private check(answers: RunAnswers, line: number, { verdict, corrected }: Omit<LabelContent, 'by'>): void {
    if (verdict === 'accept' && answers.lines.get(line)?.status === 'Failed') {
      throw new UserMistake(`Line ${line} failed: there is no answer to accept.`);
    }
    if (verdict !== 'correct') return;
    const names = answers.outputNames;
    const unknown = Object.keys(corrected ?? {}).filter((name) => names.length > 0 && !names.includes(name));
    if (unknown.length > 0) throw new UserMistake(`The flow has no output ${unknown.join(', ')}.`);
  }
}

/** `${data.name}` → `name` */
function columnsIn(value: JsonValue): string[] {
  const [, column] = /^\$\{data\.(.+)\}$/.exec(typeof value === 'string' ? value : '') ?? [];
  return column === undefined ? [] : [column];
}
