import { scoreNumber } from '../../findings/deciding-score';
import { type PageRun } from '../../html/page-data';
import { answerText } from '../format';
import { type FlowLines } from './flow-lines';
import { type RunLines } from './run-lines';

export type LineFilter = 'all' | 'changed' | 'better' | 'worse' | 'failed';
export type SortKey = 'line' | 'score' | 'otherScore' | 'gain' | 'durationMs' | 'tokens';

/** A line in two runs; `other` is absent where one run is shown alone, or the other has no such line. */
export interface ComparedLine {
  readonly line: number;
  readonly place: number;
  readonly other: number | undefined;
}

export interface Choice {
  readonly run: PageRun;
  readonly other: PageRun | undefined;
  readonly score: string | undefined;
  readonly isLowerBetter: boolean;
}

/** Two runs on one dataset, line by line. */
export class Comparison {
  readonly own: RunLines;
  readonly others: RunLines | undefined;
  readonly rows: readonly ComparedLine[];

  constructor(
    readonly choice: Choice,
    readonly lines: FlowLines,
  ) {
    this.own = lines.of(choice.run);
    this.others = choice.other === undefined ? undefined : lines.of(choice.other);
    this.rows = this.own.line.map((line, place) => ({ line, place, other: this.others?.placeOf(line) }));
  }

  score({ place }: ComparedLine): unknown {
    return this.scoreOf(this.own, place);
  }

  otherScore({ other }: ComparedLine): unknown {
    return this.scoreOf(this.others, other);
  }

  /** By how much the other run's score is better. */
  gain(row: ComparedLine): number | undefined {
    const [before, after] = [scoreNumber(this.score(row)), scoreNumber(this.otherScore(row))];
    if (before === undefined || after === undefined) return undefined;
    return this.choice.isLowerBetter ? before - after : after - before;
  }

  isChanged({ place, other }: ComparedLine): boolean {
    if (other === undefined || this.others === undefined) return false;
    return this.own.answer[place] !== this.others.answer[other] || this.own.failed[place] !== this.others.failed[other];
  }

  hasFailed({ place, other }: ComparedLine): boolean {
    return this.own.failed[place] === true || (other !== undefined && this.others?.failed[other] === true);
  }

  matches(row: ComparedLine, filter: LineFilter): boolean {
    if (filter === 'changed') return this.isChanged(row);
    if (filter === 'better') return (this.gain(row) ?? 0) > 0;
    if (filter === 'worse') return (this.gain(row) ?? 0) < 0;
    return filter === 'all' || this.hasFailed(row);
  }

  count(filter: LineFilter): number {
    return this.rows.reduce((count, row) => count + (this.matches(row, filter) ? 1 : 0), 0);
  }

  sorted(rows: readonly ComparedLine[], key: SortKey, sign: 1 | -1): readonly ComparedLine[] {
    const value = (row: ComparedLine): number | undefined => {
      if (key === 'line') return row.line;
      if (key === 'score') return scoreNumber(this.score(row));
      if (key === 'otherScore') return scoreNumber(this.otherScore(row));
      if (key === 'gain') return this.gain(row);
      return this.own[key][row.place];
    };
    const keyed = rows.map((row) => [row, value(row)] as const);
    keyed.sort(([, a], [, b]) => (a === undefined ? (b === undefined ? 0 : 1) : b === undefined ? -1 : sign * (a - b)));
    return keyed.map(([row]) => row);
  }

  /** Inputs and answers of a line that hold a text, whatever its case. */
  async holds(row: ComparedLine, text: string): Promise<boolean> {
    const { run } = this.choice;
    const found = [JSON.stringify(await this.lines.inputs(run, row.place)), ...(await this.answers(row))];
    return found.some((one) => one?.toLowerCase().includes(text) === true);
  }

  /** What both runs answered, or which error they ended with. */
  async answers({ place, other }: ComparedLine): Promise<readonly [string, string | undefined]> {
    const own = answer(await this.own.textsAt(place));
    if (this.others === undefined || other === undefined) return [own, undefined];
    return [own, answer(await this.others.textsAt(other))];
  }

  private scoreOf(lines: RunLines | undefined, place: number | undefined): unknown {
    if (lines === undefined || place === undefined || this.choice.score === undefined) return undefined;
    return lines.scores.get(this.choice.score)?.[place] ?? undefined;
  }
}

function answer({ outputs, error }: Awaited<ReturnType<RunLines['textsAt']>>): string {
  return error === null || error === undefined ? answerText(outputs) : `${error.code}: ${error.message}`;
}
