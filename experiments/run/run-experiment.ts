import { join } from 'node:path';
import pLimit from 'p-limit';
import { type RunSummary } from '../types';
import { type ExperimentOptions } from './options';
import { runKey } from './run-key';
import { runOnce } from './run-once';

/**
 * Makes the runs of an experiment, or takes them from an earlier one. A run that was interrupted goes on where it
 * stopped; one that another process is making is waited for. Runs that fail are in the result.
 * @throws FlowError for what keeps every run from being begun
 */
export async function runExperiment(options: ExperimentOptions): Promise<readonly RunSummary[]> {
  const { runs, directory, onEvent, signal } = options;
  const limit = pLimit(options.runsAtOnce ?? 2);
  let done = 0;
  const all = runs.map((run) =>
    limit(async () => {
      signal?.throwIfAborted();
      onEvent?.({ type: 'run-started', run, total: runs.length });
      const folder = join(directory, 'runs', await runKey(run, options));
      const summary = await runOnce(run, folder, options);
      onEvent?.({ type: 'run-ended', run: summary, done: (done += 1), total: runs.length });
      return summary;
    }),
  );
  const ended = await Promise.allSettled(all);
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
