import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type JsonValue } from '../../model';
import { answerKey, type Label, type LabelledAnswer, type Verdict, type Withdrawal } from './label';

/** The labels of the experiment whose folder it is. */
export function labelsFile(folder: string): string {
  return join(folder, 'labels.jsonl');
}

const shape = z.looseObject({
  id: z.string(),
  run: z.string(),
  line: z.int().min(0),
  flowHash: z.string(),
  dataset: z.string(),
  answer: z.string(),
  verdict: z.enum(['accept', 'reject', 'correct', 'none']),
  corrected: z.record(z.string(), z.unknown()).optional(),
  note: z.string().optional(),
  by: z.string(),
  at: z.iso.datetime(),
});

/** What a person says of an answer. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly corrected?: Readonly<Record<string, JsonValue>>;
  readonly note?: string;
  readonly by: string;
}

/**
 * The labels in a file that hold: the last one of each answer, unless it was taken back. None where there is no file.
 * @throws Error for a line that is no label, other than one that was cut off when its process was killed
 */
export async function readLabels(file: string): Promise<readonly Label[]> {
  const found = new Map<string, Label>();
  for (const label of await readAll(file)) {
    const key = answerKey(label);
    if (label.verdict === 'none') found.delete(key);
    else found.set(key, label);
  }
  return [...found.values()];
}

/**
 * Adds a label to a file. Others may do so at the same time: each label is written at once, to the end of the file, and
 * is on the disk when this resolves.
 */
export async function addLabel(file: string, answer: LabelledAnswer, judgement: Judgement): Promise<Label> {
  const label: Label = { ...stamp(answer, judgement.by), ...judgement };
  await append(file, label);
  return label;
}

/** Takes the label of an answer back. */
export async function withdrawLabel(file: string, answer: LabelledAnswer, by: string): Promise<void> {
  await append(file, { ...stamp(answer, by), verdict: 'none' } satisfies Withdrawal);
}

function stamp({ run, line, flowHash, dataset, answer }: LabelledAnswer, by: string) {
  const id = randomBytes(6).toString('hex');
  return { id, run, line, flowHash, dataset, answer, by, at: new Date().toISOString() };
}

const newline = 0x0a;

async function append(file: string, record: Label | Withdrawal): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'a+');
  try {
    const { size } = await handle.stat();
    const last = size === 0 ? undefined : (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0];
    // A process that was killed may have left half a line.
    const begin = last === undefined || last === newline ? '' : '\n';
    await handle.appendFile(`${begin}${JSON.stringify(record)}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function readAll(file: string): Promise<readonly (Label | Withdrawal)[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const record = parseLine(line);
    if (record === undefined) return [];
    const { success, data, error } = shape.safeParse(record);
    if (success) return [data as unknown as Label | Withdrawal];
    throw new Error(`Line ${index + 1} of ${file} is no label: ${z.prettifyError(error).replaceAll(/\s+/g, ' ')}.`);
  });
}

/** Undefined for what was cut off. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
