import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { confusionMatrix, readRunLines, type RunSummary } from '../../experiments';

/** How often each expected class was answered by each class. */
export interface Confusion {
  /** The evaluation, and what was classified where it judges more than one thing. */
  readonly of: string;
  /** Id of the run. */
  readonly run: string;
  readonly labels: readonly string[];
  /** Rows: expected; columns: answered. */
  readonly matrix: readonly (readonly number[])[];
}

/** More classes than this are no matrix that anybody reads. */
const mostLabels = 60;
/** Inputs by which evaluations get what was expected and what was answered. */
const expectedInputs = ['groundtruth', 'ground_truth', 'expected', 'label', 'truth'];
const answeredInputs = ['prediction', 'predicted', 'answer', 'output'];
/** Longer texts are no names of classes. */
const longestClass = 60;

/**
 * The confusion matrices that evaluations of a run counted. An aggregation node's output holds one where it has
 * `classes` (or `labels`) and square `counts` (or `matrix`, or `confusion_matrix`), or counts by expected and answered
 * class. Else it is counted here, where an evaluation was given what was expected and answered (`expected` and `answer`, or
 * `expected_priority` and `priority`), and both are classes.
 */
export async function confusionsOf(run: RunSummary): Promise<readonly Confusion[]> {
  const found: Confusion[] = [];
  for (const [evaluation, { folder }] of Object.entries(run.evaluations)) {
    const logged = findMatrix(await readAggregation(folder), 0);
    if (logged !== undefined) found.push({ of: evaluation, run: run.id, ...logged });
    else {
      for (const { name, labels, matrix } of await countedIn(folder)) {
        found.push({ of: name === '' ? evaluation : `${evaluation}, ${name}`, run: run.id, labels, matrix });
      }
    }
  }
  return found;
}

type Matrix = Pick<Confusion, 'labels' | 'matrix'>;

async function readAggregation(folder: string): Promise<unknown> {
  const file = join(folder, 'batch.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Error(`What an evaluation logged cannot be read: ${file}: ${message}`, { cause });
  }
  return (JSON.parse(text) as { readonly aggregation?: unknown }).aggregation;
}

/** What was expected and what was answered, by the names of an evaluation's inputs. */
interface Judged {
  /** Empty where the names say no more than that. */
  readonly name: string;
  readonly expected: string;
  readonly answered: string;
}

function judgedBy(inputs: readonly string[]): readonly Judged[] {
  const named = inputs.flatMap((expected): Judged[] => {
    const name = /^expected_(.+)$/.exec(expected)?.[1] ?? '';
    return inputs.includes(name) ? [{ name, expected, answered: name }] : [];
  });
  if (named.length > 0) return named;
  const expected = expectedInputs.find((name) => inputs.includes(name));
  const answered = answeredInputs.find((name) => inputs.includes(name));
  return expected === undefined || answered === undefined ? [] : [{ name: '', expected, answered }];
}

async function countedIn(folder: string): Promise<readonly (Matrix & { readonly name: string })[]> {
  if (!existsSync(join(folder, 'details.jsonl'))) return [];
  let counts: readonly { readonly judged: Judged; readonly count: ClassCount }[] | undefined;
  for await (const { status, inputs } of readRunLines(folder)) {
    if (status !== 'Completed') continue;
    counts ??= judgedBy(Object.keys(inputs)).map((judged) => ({ judged, count: new ClassCount() }));
    for (const { judged, count } of counts) count.add(inputs[judged.expected], inputs[judged.answered]);
  }
  return (counts ?? []).flatMap(({ judged, count }) => {
    const { matrix } = count;
    return matrix === undefined ? [] : [{ name: judged.name, ...matrix }];
  });
}

/** Counts pairs as long as they look like classes. */
class ClassCount {
  private readonly pairs: (readonly [string, string])[] = [];
  private readonly classes = new Set<string>();
  private isText = false;

  add(expected: unknown, answered: unknown): void {
    if (typeof expected !== 'string' || typeof answered !== 'string') this.isText = true;
    else if (Math.max(expected.length, answered.length) > longestClass) this.isText = true;
    else {
      this.classes.add(expected).add(answered);
      if (!this.isText) this.pairs.push([expected, answered]);
    }
    if (this.classes.size > mostLabels) this.isText = true;
  }

  get matrix(): Matrix | undefined {
    // Texts of which each is another one are no classes.
    if (this.isText || this.pairs.length === 0 || this.classes.size > this.pairs.length) return undefined;
    const { classes, counts } = confusionMatrix(this.pairs);
    return { labels: classes, matrix: counts };
  }
}

function findMatrix(value: unknown, depth: number): Matrix | undefined {
  if (!isObject(value) || depth > 3) return undefined;
  const labels = value.labels ?? value.classes;
  const counts = value.counts ?? value.matrix ?? value.confusion_matrix ?? value.confusion;
  const own = isSquare(counts, labels)
    ? { labels: (labels as unknown[]).map(String), matrix: counts }
    : fromCounts(counts);
  if (own !== undefined) return own;
  for (const inner of Object.values(value)) {
    const found = findMatrix(inner, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isSquare(counts: unknown, labels: unknown): counts is number[][] {
  if (!Array.isArray(counts) || !Array.isArray(labels) || labels.length > mostLabels) return false;
  const isRow = (row: unknown) => Array.isArray(row) && row.length === labels.length && row.every(Number.isFinite);
  return labels.length > 0 && counts.length === labels.length && counts.every(isRow);
}

function fromCounts(counts: unknown): Matrix | undefined {
  if (!isObject(counts)) return undefined;
  const rows = Object.entries(counts);
  if (rows.length === 0 || !rows.every(([, row]) => isObject(row) && Object.values(row).every(Number.isFinite))) {
    return undefined;
  }
  const labels = [
    ...new Set([...Object.keys(counts), ...rows.flatMap(([, row]) => Object.keys(row as object))]),
  ].sort();
  if (labels.length > mostLabels) return undefined;
  const cell = (row: string, column: string) => (counts[row] as Record<string, number> | undefined)?.[column] ?? 0;
  return { labels, matrix: labels.map((row) => labels.map((column) => cell(row, column))) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
