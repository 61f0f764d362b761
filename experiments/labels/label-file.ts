import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type JsonValue } from '../../model';
import { type Label, type LabelledAnswer, type Verdict, type Withdrawal } from './label';

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
export interface LabelContent {
  readonly verdict: Verdict;
  readonly corrected?: Readonly<Record<string, JsonValue>>;
  readonly note?: string;
  /** Name of the person. */
  readonly by: string;
}

export type LabelRecord = Label | Withdrawal;

/** What of a file is read. */
export interface ReadRecords {
  readonly records: readonly LabelRecord[];
  /** Bytes from the beginning to the end of the last line that is whole. */
  readonly end: number;
  /** True where the file is not the one that was read before, but a shorter one. */
  readonly replaced: boolean;
}

/**
 * Adds a label to a file. Others may do so at the same time: each label is written at once, to the end of the file, and
 * is on the disk when this resolves.
 */
export async function addLabel(file: string, answer: LabelledAnswer, content: LabelContent): Promise<Label> {
  const label: Label = { ...stamp(answer, content.by), ...content };
  await appendRecord(file, label);
  return label;
}

/** Takes the label of an answer back. */
export async function withdrawLabel(file: string, answer: LabelledAnswer, by: string): Promise<void> {
  await appendRecord(file, { ...stamp(answer, by), verdict: 'none' });
}

function stamp({ run, line, flowHash, dataset, answer }: LabelledAnswer, by: string) {
  const id = randomBytes(6).toString('hex');
  return { id, run, line, flowHash, dataset, answer, by, at: new Date().toISOString() };
}

const newline = 0x0a;

export async function appendRecord(file: string, record: LabelRecord): Promise<void> {
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

/**
 * Reads the lines of a file that are whole; none where there is no file.
 * @param from bytes to leave out, as an earlier call answered them
 * @throws Error for a line that is no label, other than one that was cut off when its process was killed
 */
export async function readRecords(file: string, from = 0): Promise<ReadRecords> {
  const bytes = await readFrom(file, from);
  if (bytes === undefined) return { ...(await readRecords(file)), replaced: true };
  const end = bytes.lastIndexOf(newline) + 1;
  const records = bytes
    .subarray(0, end)
    .toString('utf8')
    .split('\n')
    .flatMap((line) => parseRecord(line, file));
  return { records, end: from + end, replaced: false };
}

/** Undefined for a file that has fewer bytes. */
async function readFrom(file: string, from: number): Promise<Buffer | undefined> {
  const handle = await open(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return from === 0 ? Buffer.alloc(0) : undefined;
  try {
    const { size } = await handle.stat();
    if (size < from) return undefined;
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function parseRecord(line: string, file: string): LabelRecord[] {
  const record = parseLine(line);
  if (record === undefined) return [];
  const { success, data, error } = shape.safeParse(record);
  if (success) return [data as unknown as LabelRecord];
  const shown = line.length > 120 ? `${line.slice(0, 120)}…` : line;
  throw new Error(`${file} has a line that is no label: ${shown} (${z.prettifyError(error).replaceAll(/\s+/g, ' ')})`);
}

/** Undefined for what was cut off, and for an empty line. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
