import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BatchOptions, type BatchResult, runBatch } from '../../engine';
import { type PlannedRun, type RunSummary } from '../types';
import { nodeInputs } from './node-inputs';
import { type ExperimentOptions } from './options';
import { withRunLock } from './run-lock';
import { type Measured, summarize } from './summarize';

/** The engine's own record of a run, in its folder. */
const recordFile = 'run.json';
/** What the experiment knows of a run beside its lines. */
const measuredFile = 'batch.json';

/** Makes one run in its folder, goes on with it, or finds it made. */
export function runOnce(run: PlannedRun, folder: string, options: ExperimentOptions): Promise<RunSummary> {
  return withRunLock(folder, options.signal, async () => {
    const before = options.fresh === true ? 'none' : await stateOf(folder);
    if (before === 'completed') return summarize(run, folder, await readMeasured(folder), true);
    if (before === 'none') await rm(folder, { recursive: true, force: true });
    const result = await runBatch(options.flow, batchOptions(run, folder, options, before === 'interrupted'));
    options.signal?.throwIfAborted();
    await writeMeasured(folder, result);
    return summarize(run, folder, result, false);
  });
}

function batchOptions(run: PlannedRun, folder: string, options: ExperimentOptions, resume: boolean): BatchOptions {
  const { load, inputs, lines, concurrency, timeoutSeconds, signal, onEvent } = options;
  return {
    ...load,
    outdir: folder,
    data: [run.dataset.path],
    mapping: inputs,
    variants: run.variants,
    nodeInputs: nodeInputs(run.parameters),
    resume,
    ...(lines !== undefined && { lines }),
    ...(concurrency !== undefined && { concurrency }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(signal !== undefined && { signal }),
    onEvent: (event) => {
      if (event.type !== 'line-ended') return;
      onEvent?.({ type: 'line-ended', run, done: event.done, total: event.total });
    },
  };
}

/** Only what completed is reused: a run that failed is made anew, one that was stopped goes on. */
async function stateOf(folder: string): Promise<'none' | 'interrupted' | 'completed'> {
  const text = await readFile(join(folder, recordFile), 'utf8').catch(() => undefined);
  if (text === undefined) return 'none';
  const { status } = JSON.parse(text) as { readonly status: string };
  if (status === 'Completed') return existsSync(join(folder, measuredFile)) ? 'completed' : 'none';
  return status === 'Failed' ? 'none' : 'interrupted';
}

async function readMeasured(folder: string): Promise<Measured> {
  return JSON.parse(await readFile(join(folder, measuredFile), 'utf8')) as Measured;
}

async function writeMeasured(folder: string, { status, durationMs, tokens, error }: BatchResult): Promise<void> {
  const { default: writeFileAtomic } = await import('write-file-atomic');
  const measured: Measured = { status, durationMs, tokens, ...(error !== undefined && { error }) };
  await writeFileAtomic(join(folder, measuredFile), JSON.stringify(measured));
}
