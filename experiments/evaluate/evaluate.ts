import pLimit from 'p-limit';
import { type RunSummary } from '../types';
import { intervalsOf } from './intervals';
import { judgeRun, type Judgement } from './judge-run';
import { type EvaluateOptions } from './options';

/**
 * Judges each run by each evaluation, or takes what was found before of the same answers. Evaluations that fail are in
 * the result. As prompt flow does, it leaves out lines that failed in the run: `RunEvaluation.lines` counts them.
 * @returns the runs in their order, with metrics, intervals and evaluations added to those that they had
 * @throws FlowError for what keeps an evaluation from being begun, such as a folder that holds no flow
 */
export async function evaluate(options: EvaluateOptions): Promise<readonly RunSummary[]> {
  const { runs, evaluations, onEvent, signal } = options;
  const limit = pLimit(options.evaluationsAtOnce ?? 2);
  const judged = runs.map((run) => (isJudgeable(run) ? evaluations : []));
  const total = judged.flat().length;
  let done = 0;
  const all = runs.map((run, index) =>
    (judged[index] ?? []).map((evaluation) =>
      limit(async () => {
        signal?.throwIfAborted();
        const { name } = evaluation;
        onEvent?.({ type: 'evaluation-started', run, evaluation: name, total });
        const judgement = await judgeRun(run, evaluation, options);
        const result = judgement.evaluation;
        onEvent?.({ type: 'evaluation-ended', run, evaluation: name, result, done: (done += 1), total });
        return [name, judgement] as const;
      }),
    ),
  );
  const ended = await Promise.allSettled(all.flat());
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const names = evaluations.map(({ name }) => name);
  const found = await Promise.all(all.map(async (one) => new Map(await Promise.all(one))));
  const withMetrics = runs.map((run, index) => withJudgements(run, names, found[index] ?? new Map<never, never>()));
  return withIntervals(withMetrics, names);
}

/** Of a run without answers an evaluation can say nothing. */
function isJudgeable({ status, lines }: RunSummary): boolean {
  return status === 'Completed' && lines.completed > 0;
}

function withJudgements(
  run: RunSummary,
  names: readonly string[],
  judgements: ReadonlyMap<string, Judgement>,
): RunSummary {
  const found = [...judgements];
  return {
    ...run,
    evaluations: {
      ...withoutKeys(run.evaluations, (name) => names.includes(name)),
      ...Object.fromEntries(found.map(([name, { evaluation }]) => [name, evaluation])),
    },
    metrics: merged([withoutKeys(run.metrics, isOf(names)), ...found.map(([, { metrics }]) => metrics)]),
  };
}

async function withIntervals(runs: readonly RunSummary[], names: readonly string[]): Promise<readonly RunSummary[]> {
  const found: (readonly RunSummary['intervals'][])[] = [];
  // One after another: the scores of one evaluation are what memory has to hold.
  for (const name of names) found.push(await intervalsOf(name, runs));
  return runs.map((run, index) => ({
    ...run,
    intervals: merged([withoutKeys(run.intervals, isOf(names)), ...found.map((intervals) => intervals[index] ?? {})]),
  }));
}

/** Whether a metric is of one of these evaluations. */
function isOf(evaluations: readonly string[]): (metric: string) => boolean {
  return (metric) => evaluations.some((name) => metric.startsWith(`${name}.`));
}

function merged<T>(records: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  return Object.fromEntries(records.flatMap((record) => Object.entries(record)));
}

function withoutKeys<T>(record: Readonly<Record<string, T>>, isLeftOut: (key: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !isLeftOut(key)));
}
