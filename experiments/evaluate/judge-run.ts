import { join } from 'node:path';
import { type BatchOptions, runBatch } from '../../engine';
import { type Dataset } from '../../model';
import { keepRun, type Measured } from '../run/kept-run';
import { type RunEvaluation, type RunSummary } from '../types';
import { evaluationKey } from './evaluation-key';
import { type EvaluateOptions, type HashedEvaluation } from './options';

/** What an evaluation found in one run. */
export interface Judgement {
  readonly evaluation: RunEvaluation;
  /** By `<evaluation>.<metric>`. What was logged and is no number is left out. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Judges one run by one evaluation, goes on with it, or finds it judged. */
export async function judgeRun(
  run: RunSummary,
  evaluation: HashedEvaluation,
  options: EvaluateOptions,
): Promise<Judgement> {
  const judge = evaluation.datasets[run.dataset.name] ?? run.dataset;
  const key = await evaluationKey(run, evaluation, judge, options.connections);
  const folder = join(options.directory, 'evaluations', key);
  const { measured, reused } = await keepRun(folder, options, (resume) =>
    runBatch(evaluation.path, batchOptions(run, evaluation, judge, { ...options, folder, resume })),
  );
  const { status, lines, error } = measured;
  return {
    evaluation: {
      folder,
      dataset: judge.name,
      reused,
      status,
      lines: { judged: lines.completed, failed: lines.failed, skipped: run.lines.total - lines.total },
      ...(error !== undefined && { error: { code: error.code, message: error.message } }),
    },
    metrics: numbers(evaluation.name, measured),
  };
}

interface JudgingOptions extends EvaluateOptions {
  readonly folder: string;
  readonly resume: boolean;
}

function batchOptions(run: RunSummary, { name, inputs }: HashedEvaluation, judge: Dataset, options: JudgingOptions) {
  const { load, folder, resume, concurrency, timeoutSeconds, signal, onEvent } = options;
  return {
    ...load,
    outdir: folder,
    runFolder: run.folder,
    data: [judge.path],
    mapping: inputs,
    resume,
    ...(concurrency !== undefined && { concurrency }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(signal !== undefined && { signal }),
    onEvent: (event) => {
      if (event.type !== 'line-ended') return;
      onEvent?.({ type: 'line-ended', run, evaluation: name, done: event.done, total: event.total });
    },
  } satisfies BatchOptions;
}

function numbers(evaluation: string, { metrics }: Measured): Record<string, number> {
  const entries = Object.entries(metrics).filter((entry): entry is [string, number] => Number.isFinite(entry[1]));
  return Object.fromEntries(entries.map(([metric, value]) => [`${evaluation}.${metric}`, value]));
}
