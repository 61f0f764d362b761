import {
  evaluate as evaluateRuns,
  type EvaluationEvent,
  experimentFile,
  ExperimentFileError,
  type ExperimentResult,
  readExperiment,
  type RunSummary,
} from '../../experiments';
import { type Evaluation } from '../../model';
import { type RunContext } from '../context';
import { type StepTitle } from '../events';
import { basisOf, sameDatasets } from '../experiments/basis';
import { plural } from '../experiments/confirm-runs';
import { connectionsKey } from '../experiments/connections-key';
import { chosenEvaluations, chosenRuns, type EvaluationChoice, isPartial } from '../experiments/evaluation-choice';
import { type FlowExperiment, flowExperiment, isJudged, type JudgedFlow } from '../experiments/flow-experiment';
import { judge } from '../experiments/judge';
import { servedRuns } from '../experiments/served-release';
import { verdictOf } from '../experiments/verdict';
import { StepFailure, UserMistake } from '../failure';
import { type CommandResult, type ExperimentReport } from '../result';
import { runSession, type RunRequest } from '../session';
import { currentVersions, writtenRelease } from '../steps/release';

export interface EvaluateRequest extends RunRequest, EvaluationChoice {
  readonly flow: string;
  /** Evaluates again what was evaluated before. */
  readonly fresh?: boolean;
  /** Most lines of an evaluation at one time. */
  readonly concurrency?: number;
}

const steps: readonly StepTitle[] = [{ id: 'evaluate', title: 'Evaluate the runs' }];

/**
 * Judges the runs of a flow's last experiment, without running the flow. All of its evaluations on all of its runs
 * renew the experiment's result and reports; a part of them, or an evaluation that the configuration does not name, is
 * shown and kept for the next time, and leaves the result as it is.
 */
export function evaluate(request: EvaluateRequest): Promise<CommandResult> {
  return runSession('evaluate', request, steps, async (context, runner, report) => {
    const flow = judgedFlow(context, request.flow);
    const { fresh, concurrency } = request;
    const prepared = await flowExperiment(context, flow, {
      ...(fresh !== undefined && { fresh }),
      ...(concurrency !== undefined && { concurrency }),
    });
    const evaluations = chosenEvaluations(flow, request);
    const before = await resultOf(prepared, request);
    const isWhole = !isPartial(request) && (await isUpToDate(context, prepared, before));
    const found = await runner.run('evaluate', async (progress) => {
      let done = 0;
      const onEvent = (event: EvaluationEvent): void => {
        if (event.type !== 'evaluation-ended') return;
        const { run, evaluation, total } = event;
        progress((done += 1), total, `${run.dataset.name} (${run.label}): ${evaluation}`);
      };
      const value = isWhole
        ? await judgeAll(context, prepared, before, request, onEvent)
        : await judgeSome(
            context,
            prepared,
            { before, evaluations, runs: chosenRuns(before.runs, request.run) },
            onEvent,
          );
      return { value, outcome: outcomeOf(context, value.result?.runs ?? []) };
    });
    report({ experiments: [found] });
  });
}

type OnEvent = (event: EvaluationEvent) => void;

/** What is judged of a result, and by what. */
interface Chosen {
  readonly before: ExperimentResult;
  readonly evaluations: readonly Evaluation[];
  readonly runs: readonly RunSummary[];
}

async function judgeAll(
  context: RunContext,
  prepared: FlowExperiment,
  before: ExperimentResult,
  { root, env, sandbox, flow }: EvaluateRequest,
  onEvent: OnEvent,
): Promise<ExperimentReport> {
  const same = withLines(prepared, before.basis?.lines);
  const served = await servedRuns(context, same, () => Promise.resolve(currentVersions(writtenRelease(context))));
  const result = await judge(context, same, { runs: before.runs, served }, onEvent);
  const { report } = await import('./report');
  const { flows } = await report({ root, env, sandbox, flow });
  const written = flows[flow];
  const reports = written === undefined ? {} : { reports: { html: written.html, markdown: written.markdown } };
  return { flow, verdict: verdictOf(result), file: experimentFile(prepared.folder), result, ...reports };
}

/** The experiment on as many lines as its result has, which may be others than the environment's deploys take. */
function withLines(prepared: FlowExperiment, lines: number | undefined): FlowExperiment {
  const others = Object.entries(prepared.options).filter(([name]) => name !== 'lines');
  const options = Object.fromEntries(others) as Omit<FlowExperiment['options'], 'lines'>;
  return { ...prepared, options: { ...options, ...(lines !== undefined && { lines }) } };
}

async function judgeSome(
  context: RunContext,
  { flow, folder, options }: FlowExperiment,
  { before, evaluations, runs: chosen }: Chosen,
  onEvent: OnEvent,
): Promise<ExperimentReport> {
  const { readFlow } = await import('../../azure');
  const hashed = await Promise.all(
    evaluations.map(async (one) => ({ ...one, flowHash: (await readFlow(one.path)).hash })),
  );
  const { load, fresh, concurrency, signal } = options;
  const runs = await evaluateRuns({
    runs: chosen.map((run) => ({ ...run, evaluations: {}, metrics: {}, intervals: {} })),
    evaluations: hashed,
    directory: folder,
    connections: await connectionsKey(context),
    load,
    ...(fresh === true && { fresh }),
    ...(concurrency !== undefined && { concurrency }),
    ...(signal !== undefined && { signal }),
    onEvent,
  });
  return { flow: flow.name, verdict: 'none', result: { ...before, runs, gates: [] } };
}

/** @throws UserMistake for a flow that is not there, or that is never run */
function judgedFlow({ environment }: RunContext, name: string): JudgedFlow {
  const flow = environment.allFlows.find((one) => one.name === name);
  if (flow !== undefined && isJudged(flow)) return flow;
  const known = environment.allFlows.filter(isJudged).map((one) => one.name);
  const hint = `Flows with experiments: ${known.join(', ') || 'none'}.`;
  throw new UserMistake(`There is no flow "${name}" with an experiment.`, hint);
}

/** @throws UserMistake where there is no result to evaluate */
async function resultOf({ folder }: FlowExperiment, request: EvaluateRequest): Promise<ExperimentResult> {
  const command = `llmops experiment ${request.flow} --env ${request.env}${request.sandbox ? ' --sandbox' : ''}`;
  const result = await readExperiment(experimentFile(folder)).catch((error: unknown) => {
    throw error instanceof ExperimentFileError ? new UserMistake(error.message, error.hint) : error;
  });
  if (result !== undefined) return result;
  throw new UserMistake(`The flow ${request.flow} has no runs in ${request.env} yet.`, `Run \`${command}\` first.`);
}

/** Whether the runs are those of the flow and the data as they are now: only then they are what a release rests on. */
async function isUpToDate(
  { emit }: RunContext,
  { flow, options }: FlowExperiment,
  { flowHash, basis }: ExperimentResult,
): Promise<boolean> {
  const now = await basisOf(flow, basis?.lines);
  if (options.flowHash === flowHash && basis !== undefined && sameDatasets(basis, now)) return true;
  const message = `The flow or its data changed since the experiment: its old answers are judged, and its result stays as it is. llmops experiment ${flow.name} runs it anew.`;
  emit({ type: 'warning', message });
  return false;
}

/** @throws StepFailure where an evaluation could not be carried out */
function outcomeOf({ emit }: RunContext, runs: readonly RunSummary[]): string {
  const all = runs.flatMap((run) =>
    Object.entries(run.evaluations).map(([name, evaluation]) => ({
      ...evaluation,
      of: `${name} of ${run.dataset.name} (${run.label})`,
    })),
  );
  const causes = all.flatMap(({ of, status, error }) =>
    status === 'Completed' ? [] : `${of}: ${error?.message ?? ''}`,
  );
  if (causes.length > 0) throw new StepFailure(`${plural(causes.length, 'evaluation')} failed.`, { causes });
  for (const { of, lines, error } of all) {
    const failed =
      lines.failed === 0 ? 'Its aggregation failed' : `${plural(lines.failed, 'line')} could not be judged`;
    if (error !== undefined) emit({ type: 'warning', message: `${of}: ${failed}: ${error.message}` });
  }
  const reused = all.filter((one) => one.reused).length;
  const skipped = all.reduce((sum, { lines }) => sum + lines.skipped, 0);
  const left = skipped === 0 ? '' : `; ${plural(skipped, 'line')} that failed in the runs are left out`;
  return `${plural(all.length, 'evaluation')}${reused === 0 ? '' : `, ${reused} from before`}${left}`;
}
