import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BatchResult } from '../../engine';
import { withRunLock } from './run-lock';

/** The engine's own record of a run, in its folder. */
const recordFile = 'run.json';
/** What is known of a run beside its lines. */
const measuredFile = 'batch.json';

/** What of a batch's result is not in its lines, as its folder keeps it. */
export type Measured = Omit<BatchResult, 'folder' | 'exact'>;

/** A run that is in its folder. */
export interface KeptRun {
  readonly measured: Measured;
  /** True where it was there already. */
  readonly reused: boolean;
}

export interface KeepOptions {
  /** Makes it again even where it is there. */
  readonly fresh?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a run in the folder that its content names, goes on with it, or finds it made: by an earlier process, or by one
 * that is waited for. Only what completed is kept: a run that failed is made anew, one that was stopped goes on.
 * @param make makes the run, or goes on with what the folder holds
 */
export function keepRun(
  folder: string,
  { fresh, signal }: KeepOptions,
  make: (resume: boolean) => Promise<BatchResult>,
): Promise<KeptRun> {
  return withRunLock(folder, signal, async () => {
    const before = fresh === true ? 'none' : await stateOf(folder);
    if (before === 'completed') return { measured: await readMeasured(folder), reused: true };
    if (before === 'none') await rm(folder, { recursive: true, force: true });
    const measured = measuredOf(await make(before === 'interrupted'));
    signal?.throwIfAborted();
    await writeMeasured(folder, measured);
    return { measured, reused: false };
  });
}

async function stateOf(folder: string): Promise<'none' | 'interrupted' | 'completed'> {
  const text = await readRecord(join(folder, recordFile));
  if (text === undefined) return 'none';
  const status = statusIn(text);
  if (status === 'Completed') return existsSync(join(folder, measuredFile)) ? 'completed' : 'none';
  return status === 'Failed' ? 'none' : 'interrupted';
}

/** Undefined where there is none. Any other failure is no reason to take the run for missing: it would be deleted. */
async function readRecord(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Error(`The record of a run cannot be read: ${file}: ${message}`, { cause });
  }
}

/** Undefined for what was cut off when its process, or the machine, ended. */
function statusIn(record: string): string | undefined {
  try {
    return (JSON.parse(record) as { readonly status: string }).status;
  } catch {
    return undefined;
  }
}

function measuredOf({ status, lines, metrics, aggregation, tokens, durationMs, error }: BatchResult): Measured {
  return { status, lines, metrics, aggregation, tokens, durationMs, ...(error !== undefined && { error }) };
}

async function readMeasured(folder: string): Promise<Measured> {
  return JSON.parse(await readFile(join(folder, measuredFile), 'utf8')) as Measured;
}

async function writeMeasured(folder: string, measured: Measured): Promise<void> {
  const { default: writeFileAtomic } = await import('write-file-atomic');
  await writeFileAtomic(join(folder, measuredFile), JSON.stringify(measured));
}
