import { join } from 'node:path';
import { countRuns } from '../../experiments';
import { type FlowVersion } from '../../model';
import { type RunContext } from '../context';
import { isJudged, type JudgedFlow } from '../experiments/flow-experiment';
import { reusableResult } from '../experiments/reusable-result';
import { type ExperimentReport } from '../result';
import { type StepRunner } from '../step-runner';
import { experiment, experimentSteps } from './experiment';

export interface ReleaseExperiments {
  /** Leaves all of it out, and says so. */
  readonly skip: boolean;
  /** The versions that are served now, by the flow's name. */
  readonly served: () => Promise<Readonly<Record<string, FlowVersion>>>;
}

const skipped = 'It was left out by --skip-experiment.';

/** Experiments before a release, as far as the environment asks for it. */
export async function experimentForRelease(
  context: RunContext,
  steps: StepRunner,
  { skip, served }: ReleaseExperiments,
): Promise<readonly ExperimentReport[]> {
  const { environment } = context;
  const flows = environment.experiment.run === 'none' ? [] : flowsToJudge(context);
  if (flows.length === 0) {
    await nothingToRun(steps, environment.experiment.run === 'none' ? 'this environment has none' : 'there are none');
    return [];
  }
  if (skip) {
    await nothingToRun(steps, 'left out by --skip-experiment');
    await writeEnvironmentReport(context, [], skipped);
    return flows.map(({ name }) => ({ flow: name, verdict: 'skipped' }));
  }
  const reused = environment.experiment.run === 'reuse' ? await reusableResults(context, flows) : [];
  const left = flows.filter(({ name }) => !reused.some(({ flow }) => flow === name));
  if (left.length === 0) {
    await nothingToRun(steps, `those of ${environment.experiment.reuseFrom ?? ''} are of the same content`);
    return reused;
  }
  const made = await experiment(context, steps, left, { served });
  await writeEnvironmentReport(context, made);
  return [...reused, ...made];
}

/** What the environment deploys; where it deploys nothing, it is there to judge everything. */
function flowsToJudge({ environment }: RunContext): readonly JudgedFlow[] {
  const deployed = environment.flows.filter(({ targets }) => targets.length > 0);
  const flows = deployed.length > 0 ? deployed : environment.allFlows;
  return flows.filter(isJudged).filter((flow) => countRuns(flow.experiment) > 0);
}

async function reusableResults(
  context: RunContext,
  flows: readonly JudgedFlow[],
): Promise<readonly ExperimentReport[]> {
  const found = await Promise.all(flows.map((flow) => reusableResult(context, flow)));
  return found.filter((one) => one !== undefined);
}

async function nothingToRun(steps: StepRunner, outcome: string): Promise<void> {
  for (const { id } of experimentSteps) await steps.run(id, () => ({ value: undefined, outcome, skipped: true }));
}

/** One page for all flows of the environment, which leads to those of each. */
async function writeEnvironmentReport(
  { cloud, environment }: RunContext,
  reports: readonly ExperimentReport[],
  reason?: string,
): Promise<void> {
  const { writeReports } = await import('../../reports');
  const results = reports.flatMap(({ result }) => result ?? []);
  const folder = join(cloud.dataDirectory, 'experiments', environment.name);
  await writeReports(results, { folder, ...(reason !== undefined && { skipped: reason }) });
}
