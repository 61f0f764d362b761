import { type BatchOptions, runBatch } from '../../engine';
import { type PlannedRun, type RunSummary } from '../types';
import { keepRun } from './kept-run';
import { nodeInputs } from './node-inputs';
import { type ExperimentOptions } from './options';
import { summarize } from './summarize';

/** Makes one run in its folder, goes on with it, or finds it made. */
export async function runOnce(run: PlannedRun, folder: string, options: ExperimentOptions): Promise<RunSummary> {
  const { measured, reused } = await keepRun(folder, options, (resume) =>
    runBatch(options.flow, batchOptions(run, folder, options, resume)),
  );
  return summarize(run, folder, measured, reused);
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
