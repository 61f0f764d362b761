import { scoreNumber } from '../../findings/deciding-score';
import { type PageRun } from '../../html/page-data';
import { RunLines } from './run-lines';

/** The lines of all runs of a flow. */
export class FlowLines {
  private constructor(
    private readonly runs: readonly PageRun[],
    private readonly lines: readonly RunLines[],
  ) {}

  static async open(runs: readonly PageRun[]): Promise<FlowLines> {
    return new FlowLines(runs, await Promise.all(runs.map((_run, index) => RunLines.open(index))));
  }

  of(run: PageRun): RunLines {
    const lines = this.lines[this.runs.indexOf(run)];
    if (lines === undefined) throw new Error(`There is no run ${run.id} in this report.`);
    return lines;
  }

  /** The inputs of a line, which stand with the first run that had them. */
  async inputs(run: PageRun, place: number): Promise<Readonly<Record<string, unknown>>> {
    const own = this.of(run);
    if (own.hasInputs[place] === true) return (await own.textsAt(place)).inputs ?? {};
    const line = own.line[place] ?? -1;
    for (const [index, other] of this.runs.entries()) {
      const lines = this.lines[index];
      const found = other.dataset === run.dataset ? lines?.placeOf(line) : undefined;
      if (lines !== undefined && found !== undefined && lines.hasInputs[found] === true) {
        return (await lines.textsAt(found)).inputs ?? {};
      }
    }
    return {};
  }

  /** Scores of any run that are numbers, or true or false. */
  numericScores(): readonly string[] {
    const names = new Set<string>();
    for (const lines of this.lines) {
      for (const [name, values] of lines.scores) {
        if (values.some((value) => scoreNumber(value) !== undefined)) names.add(name);
      }
    }
    return [...names].sort();
  }

  get failures(): readonly { readonly run: PageRun; readonly place: number }[] {
    return this.runs.flatMap((run) => this.of(run).failed.flatMap((failed, place) => (failed ? [{ run, place }] : [])));
  }
}
