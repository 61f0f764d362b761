import {
  evaluate,
  type EvaluationEvent,
  experimentFile,
  type ExperimentResult,
  judgeGates,
  readExperiment,
  type RunSummary,
  writeExperiment,
} from '../../experiments';
import { type RunContext } from '../context';
import { gitCommit } from '../git-commit';
import { basisOf } from './basis';
import { connectionsKey } from './connections-key';
import { type FlowExperiment } from './flow-experiment';

/** Runs of one flow that have ended. */
export interface EndedRuns {
  readonly runs: readonly RunSummary[];
  /** Those of the version that is served now. */
  readonly served: readonly RunSummary[];
}

/** Evaluates the runs of a flow, holds them against its gates, and writes down what came of it. */
export async function judge(
  context: RunContext,
  experiment: FlowExperiment,
  { runs, served }: EndedRuns,
  onEvent: (event: EvaluationEvent) => void,
): Promise<ExperimentResult> {
  const { flow, folder, options } = experiment;
  const { readFlow } = await import('../../azure');
  const evaluations = await Promise.all(
    flow.evaluations.map(async (evaluation) => ({ ...evaluation, flowHash: (await readFlow(evaluation.path)).hash })),
  );
  const { load, concurrency, fresh, signal } = options;
  const settings = {
    directory: folder,
    connections: await connectionsKey(context),
    load,
    ...(concurrency !== undefined && { concurrency }),
    ...(signal !== undefined && { signal }),
  };
  const judged = await evaluate({ ...settings, runs, evaluations, ...(fresh === true && { fresh }), onEvent });
  const compared = flow.gates.filter(({ notWorseThan }) => notWorseThan !== undefined);
  const comparing = evaluations.filter(({ name }) => compared.some(({ evaluation }) => evaluation === name));
  const current = await evaluate({ ...settings, runs: served, evaluations: comparing });

  const commit = await gitCommit(context.project.root);
  const result: ExperimentResult = {
    formatVersion: 1,
    flow: flow.name,
    environment: context.environment.name,
    createdAt: new Date().toISOString(),
    ...(commit !== undefined && { commit }),
    flowHash: options.flowHash,
    basis: await basisOf(flow, options.lines),
    runs: judged,
    gates: await judgeGates(flow.gates, judged, current),
  };
  return keep(experimentFile(folder), result);
}

/** A result that says nothing new stays as it is, with the time at which it was found. */
async function keep(file: string, result: ExperimentResult): Promise<ExperimentResult> {
  const before = await readExperiment(file);
  if (before !== undefined && findings(before) === findings(result)) return { ...result, createdAt: before.createdAt };
  await writeExperiment(file, result);
  return result;
}

function findings({ flowHash, basis, runs, gates }: ExperimentResult): string {
  return JSON.stringify([
    flowHash,
    basis,
    runs.map(({ folder, status, metrics, durationMs }) => [folder, status, metrics, durationMs]),
    gates,
  ]);
}
