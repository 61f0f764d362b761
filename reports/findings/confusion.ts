import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { confusionMatrix, readRunLines, type RunSummary } from '../../experiments';

/** How often each expected class was answered by each class. */
export interface Confusion {
  /** `<evaluation>` that counted. */
  readonly evaluation: string;
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
 * class. Else it is counted here, where an evaluation was given what was expected and answered, and both are classes.
 */
export async function confusionsOf(run: RunSummary): Promise<readonly Confusion[]> {
  const found: Confusion[] = [];
  for (const [evaluation, { folder }] of Object.entries(run.evaluations)) {
    const matrix = findMatrix(await readAggregation(folder), 0) ?? (await countedIn(folder));
    if (matrix !== undefined) found.push({ evaluation, run: run.id, ...matrix });
  }
  return found;
}

type Matrix = Pick<Confusion, 'labels' | 'matrix'>;

async function readAggregation(folder: string): Promise<unknown> {
  const text = await readFile(join(folder, 'batch.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { readonly aggregation?: unknown }).aggregation;
}

async function countedIn(folder: string): Promise<Matrix | undefined> {
  if (!existsSync(join(folder, 'details.jsonl'))) return undefined;
  const pairs: (readonly [string, string])[] = [];
  const classes = new Set<string>();
  for await (const { status, inputs } of readRunLines(folder)) {
    if (status !== 'Completed') continue;
    const pair = [expectedInputs, answeredInputs].map((names) => inputs[names.find((name) => name in inputs) ?? '']);
    const [expected, answered] = pair;
    if (typeof expected !== 'string' || typeof answered !== 'string') return undefined;
    if (Math.max(expected.length, answered.length) > longestClass) return undefined;
    if (classes.add(expected).add(answered).size > mostLabels) return undefined;
    pairs.push([expected, answered]);
  }
  // Texts of which each is another one are no classes.
  if (pairs.length === 0 || classes.size > pairs.length) return undefined;
  const { classes: labels, counts: matrix } = confusionMatrix(pairs);
  return { labels, matrix };
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
