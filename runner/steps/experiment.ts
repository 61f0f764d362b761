import {
  experimentFile,
  type ExperimentResult,
  planRuns,
  readExperiment,
  runExperiment,
  type RunSummary,
} from '../../experiments';
import { type FlowVersion } from '../../model';
import { type RunContext } from '../context';
import { type StepTitle } from '../events';
import {
  type ExperimentSettings,
  type FlowExperiment,
  flowExperiment,
  type JudgedFlow,
} from '../experiments/flow-experiment';
import { type EndedRuns, judge } from '../experiments/judge';
import { LineProgress } from '../experiments/line-progress';
import { confirmRuns, plural } from '../experiments/confirm-runs';
import { servedRuns } from '../experiments/served-release';
import { verdictOf } from '../experiments/verdict';
import { StepFailure } from '../failure';
import { type ExperimentReport } from '../result';
import { type Progress, type StepOutcome, type StepRunner } from '../step-runner';

export const experimentSteps: readonly StepTitle[] = [
  { id: 'experiment', title: 'Run the experiments' },
  { id: 'evaluate', title: 'Evaluate the runs' },
  { id: 'report', title: 'Write the reports' },
];

export const gatesStep: StepTitle = { id: 'gates', title: 'Check the gates' };

export interface ExperimentRequest extends ExperimentSettings {
  /** The version of each flow that is served now, by the flow's name; asked for where something is compared with it. */
  readonly served: () => Promise<Readonly<Record<string, FlowVersion>>>;
}

interface Ended extends EndedRuns {
  readonly experiment: FlowExperiment;
}

interface Judged {
  readonly experiment: FlowExperiment;
  readonly result: ExperimentResult;
}

/**
 * Runs and judges flows as the environment would run them, and writes down what came of it. Whether their gates are met
 * is in the answer: `checkGates` looks at it.
 */
export async function experiment(
  context: RunContext,
  steps: StepRunner,
  flows: readonly JudgedFlow[],
  request: ExperimentRequest,
): Promise<readonly ExperimentReport[]> {
  await confirmRuns(context, flows);
  const ended = await steps.run('experiment', (progress) =>
    keptOnInterrupt(context, () => runAll(context, flows, request, progress)),
  );
  const judged = await steps.run('evaluate', (progress) =>
    keptOnInterrupt(context, () => judgeAll(context, ended, progress)),
  );
  return steps.run('report', () => reportAll(context, judged));
}

async function runAll(
  context: RunContext,
  flows: readonly JudgedFlow[],
  request: ExperimentRequest,
  progress: Progress,
): Promise<StepOutcome<readonly Ended[]>> {
  const planned = [];
  for (const flow of flows) {
    const prepared = await flowExperiment(context, flow, request);
    // A result that this version cannot read is refused before anything is run.
    await readExperiment(experimentFile(prepared.folder));
    planned.push({ experiment: prepared, runs: planRuns(flow.experiment) });
  }
  const all = planned.flatMap(({ runs }) => runs);
  const told = await LineProgress.of(all, planned[0]?.experiment.options.lines, progress);
  const ended: Ended[] = [];
  for (const { experiment: prepared, runs } of planned) {
    const { flow, options } = prepared;
    const made = await runExperiment({ ...options, runs, onEvent: (event) => told.event(flow.name, event) });
    warnOfFailed(context, flow, made);
    ended.push({ experiment: prepared, runs: made, served: await servedRuns(context, prepared, request.served) });
  }
  const made = ended.flatMap(({ runs }) => runs);
  const reused = made.filter((run) => run.reused).length;
  const lines = made.reduce((sum, run) => sum + run.lines.total, 0);
  return {
    value: ended,
    outcome: `${plural(made.length, 'run')} of ${plural(lines, 'line')}${reused === 0 ? '' : `, ${reused} from before`}`,
    skipped: reused === made.length,
  };
}

function warnOfFailed({ emit }: RunContext, { name }: JudgedFlow, runs: readonly RunSummary[]): void {
  for (const { dataset, label, status, lines, error } of runs) {
    const run = `${name} on ${dataset.name} (${label})`;
    if (status !== 'Completed') emit({ type: 'warning', message: `The run of ${run} failed: ${error?.message ?? ''}` });
    else if (lines.failed > 0) {
      const message = `${lines.failed} of ${plural(lines.total, 'line')} failed in the run of ${run}: ${error?.message ?? ''}`;
      emit({ type: 'warning', message });
    }
  }
}

async function judgeAll(
  context: RunContext,
  ended: readonly Ended[],
  progress: Progress,
): Promise<StepOutcome<readonly Judged[]>> {
  const total = ended.reduce((sum, { experiment: { flow }, runs }) => sum + flow.evaluations.length * runs.length, 0);
  let done = 0;
  const judged: Judged[] = [];
  for (const { experiment: prepared, runs, served } of ended) {
    const result = await judge(context, prepared, { runs, served }, (event) => {
      if (event.type !== 'evaluation-ended') return;
      const { run, evaluation } = event;
      progress((done += 1), total, `${prepared.flow.name} on ${run.dataset.name} (${run.label}): ${evaluation}`);
    });
    judged.push({ experiment: prepared, result });
  }
  const evaluations = judged.flatMap(({ result }) => result.runs).flatMap((run) => Object.values(run.evaluations));
  const reused = evaluations.filter((one) => one.reused).length;
  return {
    value: judged,
    outcome: `${plural(evaluations.length, 'evaluation')}${reused === 0 ? '' : `, ${reused} from before`}`,
    skipped: reused === evaluations.length,
  };
}

async function reportAll(
  { signal }: RunContext,
  judged: readonly Judged[],
): Promise<StepOutcome<readonly ExperimentReport[]>> {
  const { writeReports } = await import('../../reports');
  const reports: ExperimentReport[] = [];
  const stop = signal === undefined ? {} : { signal };
  for (const { experiment: prepared, result } of judged) {
    const { flow, folder } = prepared;
    const better = Object.fromEntries(flow.gates.map((gate) => [`${gate.evaluation}.${gate.metric}`, gate.better]));
    const { html, markdown } = await writeReports(result, { folder, better, ...stop });
    reports.push({
      flow: flow.name,
      verdict: verdictOf(result),
      file: experimentFile(folder),
      result,
      reports: { html, markdown },
    });
  }
  return { value: reports, outcome: plural(reports.length, 'report') };
}

/** Runs that ended are kept, and those that were under way go on. */
async function keptOnInterrupt<T>({ signal }: RunContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    const next = ['Run the same command again: it goes on where this one stopped.'];
    throw new StepFailure('The experiment was interrupted. What ran is kept.', { next }, { cause: error });
  }
}
