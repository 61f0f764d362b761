import { answerKey, type Label, type LabelledAnswer } from './label';
import { addLabel, appendRecord, type LabelContent, type LabelRecord, readRecords, withdrawLabel } from './label-file';

/** Somebody else labelled the answer in the meantime: their label stays. */
export class LabelConflict extends Error {
  constructor(readonly current: Label | undefined) {
    const whose = current === undefined ? 'It was taken back' : `${current.by} labelled this answer`;
    super(`${whose} in the meantime: nothing was undone.`);
    this.name = 'LabelConflict';
  }
}

/** The labels in a file, followed as this process and others add to it. */
export class LabelLog {
  readonly #histories = new Map<string, LabelRecord[]>();
  #read = 0;
  #pending: Promise<unknown> = Promise.resolve();

  constructor(readonly file: string) {}

  /** Reads what is new, and answers the keys of the answers that it is about. */
  refresh(): Promise<readonly string[]> {
    return this.#inTurn(() => this.#refresh());
  }

  /** What holds for an answer, as far as was read. */
  current(key: string): Label | undefined {
    const last = this.#histories.get(key)?.at(-1);
    return last === undefined || last.verdict === 'none' ? undefined : last;
  }

  /** All labels that hold, as far as was read. */
  labels(): readonly Label[] {
    return [...this.#histories.keys()].flatMap((key) => this.current(key) ?? []);
  }

  add(answer: LabelledAnswer, content: LabelContent): Promise<Label> {
    return this.#inTurn(async () => {
      const label = await addLabel(this.file, answer, content);
      await this.#refresh();
      return label;
    });
  }

  /**
   * Takes a label back, so that the one before it holds again.
   * @param id of the label
   * @param by who takes it back
   * @throws LabelConflict where it is not the answer's last one any more
   */
  undo(answer: LabelledAnswer, id: string, by: string): Promise<Label | undefined> {
    return this.#inTurn(async () => {
      await this.#refresh();
      const key = answerKey(answer);
      const current = this.current(key);
      if (current?.id !== id) throw new LabelConflict(current);
      const history = this.#histories.get(key) ?? [];
      const before = history[history.findIndex((record) => record.id === id) - 1];
      if (before === undefined || before.verdict === 'none') await withdrawLabel(this.file, answer, by);
      else await appendRecord(this.file, before);
      await this.#refresh();
      return this.current(key);
    });
  }

  async #refresh(): Promise<readonly string[]> {
    const { records, end, replaced } = await readRecords(this.file, this.#read);
    this.#read = end;
    if (replaced) this.#histories.clear();
    for (const record of records) {
      const key = answerKey(record);
      const history = this.#histories.get(key) ?? [];
      this.#histories.set(key, [...history, record]);
    }
    return records.map(answerKey);
  }

  /** One after another: what is read must be what was read before, and more. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#pending.then(work);
    this.#pending = result.catch(() => undefined);
    return result;
  }
}

/**
 * The labels in a file that hold: the last one of each answer, unless it was taken back. None where there is no file.
 * @throws Error for a line that is no label, other than one that was cut off when its process was killed
 */
export async function readLabels(file: string): Promise<readonly Label[]> {
  const log = new LabelLog(file);
  await log.refresh();
  return log.labels();
}
