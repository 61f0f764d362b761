import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type RunLine, type RunSummary } from '../../experiments';
import { type JsonValue } from '../../model';
import { scoredLines } from '../lines/scored-lines';
import { type TraceStep } from '../lines/trace-step';
import { RunTraces } from '../lines/traces';
import { type BlockKind, type LineColumnsBlock, type LineTextsBlock } from './page-data';

const linesPerBlock = 500;
const compress = promisify(gzip);

/** A line as the page gets it. */
interface PageLine extends RunLine {
  readonly hasInputs: boolean;
  readonly trace: readonly TraceStep[];
}

/** The lines of a flow's runs as elements of HTML, block by block. */
export async function* lineBlocks(runs: readonly RunSummary[], signal?: AbortSignal): AsyncGenerator<string> {
  const known = new Map<string, Map<number, string>>();
  for (const [index, run] of runs.entries()) {
    const seen = known.get(run.dataset.name) ?? new Map<number, string>();
    known.set(run.dataset.name, seen);
    let lines: PageLine[] = [];
    for await (const line of pageLines(run, seen)) {
      signal?.throwIfAborted();
      if (lines.push(line) < linesPerBlock) continue;
      yield await elements(index, lines);
      lines = [];
    }
    if (lines.length > 0) yield await elements(index, lines);
  }
}

async function* pageLines(run: RunSummary, seen: Map<number, string>): AsyncGenerator<PageLine> {
  const traces = await RunTraces.open(join(run.folder, 'traces.jsonl'));
  try {
    for await (const line of scoredLines(run)) {
      const inputs = digest(line.inputs);
      const hasInputs = seen.get(line.line) !== inputs;
      // A page finds inputs by the first run that has them, so others stand beside their own answers.
      if (!seen.has(line.line)) seen.set(line.line, inputs);
      yield { ...line, hasInputs, trace: await traces.steps(line.line) };
    }
  } finally {
    await traces.close();
  }
}

async function elements(run: number, lines: readonly PageLine[]): Promise<string> {
  const blocks: [BlockKind, unknown][] = [
    ['columns', columnsOf(lines)],
    ['texts', textsOf(lines)],
    ['traces', lines.map(({ trace }) => trace)],
  ];
  const texts = blocks.map(async ([kind, value]) => {
    const data = (await compress(JSON.stringify(value))).toString('base64');
    return `<script type="text/plain" data-run="${run}" data-kind="${kind}">${data}</script>\n`;
  });
  return (await Promise.all(texts)).join('');
}

function columnsOf(lines: readonly PageLine[]): LineColumnsBlock {
  const names = new Set(lines.flatMap(({ scores }) => Object.keys(scores)));
  const scores = (name: string): JsonValue[] => lines.map((line) => short(line.scores[name] ?? null));
  return {
    line: lines.map(({ line }) => line),
    failed: lines.map(({ status }) => status === 'Failed'),
    durationMs: lines.map(({ durationMs }) => durationMs),
    tokens: lines.map(({ tokens }) => tokens.total),
    answer: lines.map(({ outputs }) => digest(outputs)),
    hasInputs: lines.map(({ hasInputs }) => hasInputs),
    scores: Object.fromEntries([...names].map((name) => [name, scores(name)])),
  };
}

/** All scores are opened at once: what a judge wrote at length is cut, and stands in details.csv. */
function short(score: JsonValue): JsonValue {
  const text = typeof score === 'object' && score !== null ? JSON.stringify(score) : score;
  return typeof text === 'string' && text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function textsOf(lines: readonly PageLine[]): LineTextsBlock {
  return {
    inputs: lines.map(({ hasInputs, inputs }) => (hasInputs ? inputs : null)),
    outputs: lines.map(({ outputs }) => outputs),
    errors: lines.map(({ error }) => error ?? null),
  };
}

function digest(value: unknown): string {
  return createHash('sha1').update(JSON.stringify(value)).digest('base64').slice(0, 10);
}
