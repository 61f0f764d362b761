import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { type Problem } from '../problem';
import { jsonFault } from './json-fault';

/** A dataset as one pass over its file finds it. */
export interface JsonlFile {
  /** Names that occur in any of the lines. */
  readonly columns: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

const chunkBytes = 1 << 18;
/** A file that is no JSONL at all should not drown the other problems. */
const reportedFaults = 5;

/**
 * Reads a JSONL file once, in chunks: it may be larger than memory. Blank lines are passed over.
 * @param path absolute
 * @param name as problems are to show it
 */
export function readJsonl(path: string, name: string): JsonlFile {
  const columns = new Set<string>();
  const faults: Problem[] = [];
  let lines = 0;
  let broken = 0;
  for (const { line, text } of linesOf(path)) {
    lines += 1;
    const object = parseObject(text);
    if (object !== undefined) {
      for (const column in object) columns.add(column);
      continue;
    }
    broken += 1;
    if (broken <= reportedFaults) faults.push({ ...lineFault(text), file: name, line, path: '' });
  }
  const last = faults.at(-1);
  if (last !== undefined && broken > faults.length) {
    const more = `${last.message} ${broken - faults.length} more lines of this file are broken.`;
    faults[faults.length - 1] = { ...last, message: more };
  }
  if (lines === 0) {
    const hint = 'Write one JSON object on each line.';
    faults.push({
      file: name,
      line: 1,
      column: 1,
      path: '',
      code: 'empty-dataset',
      message: 'The dataset has no lines.',
      hint,
    });
  }
  return { columns, problems: faults };
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function lineFault(text: string): Omit<Problem, 'file' | 'line' | 'path'> {
  const code = 'broken-line';
  const fault = jsonFault(text);
  if (fault !== undefined) {
    const message = `The line is not valid JSON: ${fault.reason}.`;
    return { column: fault.offset + 1, code, message, hint: 'Write one whole JSON object on the line.' };
  }
  const message = 'The line is JSON but no object; each line of a dataset is a JSON object.';
  return { column: 1, code, message, hint: 'Write the line as {"<column>": <value>, …}.' };
}

function* linesOf(path: string): Generator<{ line: number; text: string }> {
  const file = openSync(path, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let rest = '';
    let line = 0;
    for (;;) {
      const size = readSync(file, chunk, 0, chunkBytes, null);
      const texts = (rest + (size === 0 ? decoder.end() : decoder.write(chunk.subarray(0, size)))).split('\n');
      rest = size === 0 ? '' : (texts.pop() ?? '');
      for (const text of texts) {
        line += 1;
        const content = line === 1 ? text.replace(/^\uFEFF/, '') : text;
        if (content.trim() !== '') yield { line, text: content };
      }
      if (size === 0) return;
    }
  } finally {
    closeSync(file);
  }
}
