import { distance } from 'fastest-levenshtein';
import { type ExperimentResult, type RunLine, type RunSummary } from '../../experiments';
import { type Direction } from '../types';
import { scoredLines } from '../lines/scored-lines';
import { decidingScore, scoreDirection, scoreNumber } from './deciding-score';
import { gain, gateMetrics } from './directions';
import { scoresOfMetrics } from './scores-of-metrics';
import { type Winner } from './winner';

/** How the lines of a run differ from those of the default run on the same dataset. */
export interface Comparison {
  readonly dataset: string;
  readonly base: RunSummary;
  readonly other: RunSummary;
  /** Lines that both have. */
  readonly lines: number;
  readonly changed: number;
  readonly better: number;
  readonly worse: number;
  /** The score that says so; absent where no evaluation gave one. */
  readonly score?: string;
  readonly most: readonly ChangedLine[];
}

export interface ChangedLine {
  readonly line: number;
  readonly inputs: RunLine['inputs'];
  readonly before: string;
  readonly after: string;
  /** By how much the score is better; negative where it is worse. */
  readonly gain: number;
  /** 0 for equal answers, 1 for nothing in common. */
  readonly change: number;
}

/** Compared beyond this, long answers would cost seconds and tell nothing more. */
const comparedCharacters = 400;

/** On each dataset, the default run beside the best other one; none where there is no other. */
export async function comparisons(
  result: ExperimentResult,
  winners: readonly Winner[],
  better: Readonly<Record<string, Direction>>,
  most: number,
): Promise<readonly Comparison[]> {
  const { runs, gates } = result;
  const means = await scoresOfMetrics(result);
  const found: Comparison[] = [];
  for (const { dataset, runs: best } of winners) {
    const completed = runs.filter((run) => run.dataset.name === dataset && run.status === 'Completed');
    const base = completed.find(({ isDefault }) => isDefault) ?? completed[0];
    const [metric, ...rest] = gateMetrics(gates, dataset);
    const others = completed.filter((run) => run !== base);
    const value = (run: RunSummary) => (metric === undefined ? undefined : run.metrics[metric]) ?? -Infinity;
    const direction = metric === undefined ? undefined : better[metric];
    const other =
      others.find(({ id }) => best.includes(id)) ?? others.sort((a, b) => gain(direction, value(b), value(a)) || 0)[0];
    if (base === undefined || other === undefined) continue;
    const metrics = metric === undefined ? [] : [metric, ...rest];
    found.push(await compare({ dataset, base, other, metrics, better, means, most }));
  }
  return found;
}

interface Pair extends Pick<Comparison, 'dataset' | 'base' | 'other'> {
  readonly metrics: readonly string[];
  readonly better: Readonly<Record<string, Direction>>;
  readonly means: Readonly<Record<string, string>>;
  readonly most: number;
}

async function compare({ dataset, base, other, metrics, better, means, most }: Pair): Promise<Comparison> {
  const counts = { lines: 0, changed: 0, better: 0, worse: 0 };
  let score: string | undefined;
  let top: ChangedLine[] = [];
  for await (const [one, two] of pairs(base, other)) {
    counts.lines += 1;
    score ??= decidingScore(numericScores(one), metrics, means);
    const before = answerOf(one);
    const after = answerOf(two);
    const values = score === undefined ? [] : [one, two].flatMap((line) => scoreNumber(line.scores[score ?? '']) ?? []);
    const [from, to] = values;
    const lineGain =
      from === undefined || to === undefined ? 0 : gain(scoreDirection(score ?? '', better, means), to, from);
    if (lineGain > 0) counts.better += 1;
    if (lineGain < 0) counts.worse += 1;
    if (before === after && lineGain === 0) continue;
    counts.changed += 1;
    top.push({ line: one.line, inputs: one.inputs, before, after, gain: lineGain, change: change(before, after) });
    if (top.length > 20 * most) top = ranked(top, most);
  }
  return { dataset, base, other, ...counts, ...(score !== undefined && { score }), most: ranked(top, most) };
}

function ranked(lines: readonly ChangedLine[], most: number): ChangedLine[] {
  return [...lines]
    .sort(
      (one, other) => Math.abs(other.gain) - Math.abs(one.gain) || other.change - one.change || one.line - other.line,
    )
    .slice(0, most);
}

/** Lines of the same number in two runs, read side by side. */
async function* pairs(base: RunSummary, other: RunSummary): AsyncGenerator<readonly [RunLine, RunLine]> {
  const others = scoredLines(other);
  try {
    let next = await others.next();
    for await (const line of scoredLines(base)) {
      while (next.done !== true && next.value.line < line.line) next = await others.next();
      if (next.done === true) return;
      if (next.value.line === line.line) yield [line, next.value];
    }
  } finally {
    await others.return(undefined);
  }
}

function numericScores({ scores }: RunLine): string[] {
  return Object.keys(scores).filter((name) => scoreNumber(scores[name]) !== undefined);
}

function answerOf({ outputs, error }: RunLine): string {
  if (error !== undefined) return `${error.code}: ${error.message}`;
  const values = Object.values(outputs);
  const [only] = values;
  return values.length === 1 && typeof only === 'string' ? only : JSON.stringify(outputs);
}

function change(before: string, after: string): number {
  const [one, other] = [before.slice(0, comparedCharacters), after.slice(0, comparedCharacters)];
  const longest = Math.max(one.length, other.length);
  return longest === 0 ? 0 : distance(one, other) / longest;
}
