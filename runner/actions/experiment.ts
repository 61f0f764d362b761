import { countRuns } from '../../experiments';
import { type Flow } from '../../model';
import { type ExperimentSettings, isJudged, type JudgedFlow } from '../experiments/flow-experiment';
import { describeRuns } from '../experiments/confirm-runs';
import { UserMistake } from '../failure';
import { type CommandResult } from '../result';
import { checkConfiguration, runSession, type RunRequest } from '../session';
import { experiment as runAndJudge, experimentSteps, gatesStep } from '../steps/experiment';
import { checkGates } from '../steps/gates';
import { currentVersions, writtenRelease } from '../steps/release';

export interface FlowExperimentRequest extends RunRequest, ExperimentSettings {
  readonly flow: string;
}

/**
 * Runs a flow with its variants, parameters and datasets, evaluates the runs, writes the reports, and holds the default
 * ones against the gates. Runs that were made on the same content are reused.
 */
export function experiment(request: FlowExperimentRequest): Promise<CommandResult> {
  let flow: JudgedFlow | undefined;
  const check = () => {
    const { value } = checkConfiguration(request);
    flow = judgedFlow(value.environment.allFlows, request.flow);
    return { value, outcome: describeRuns(flow, countRuns(flow.experiment)) };
  };
  return runSession(
    'experiment',
    request,
    [...experimentSteps, gatesStep],
    async (context, steps, report) => {
      if (flow === undefined) return;
      const { fresh, concurrency, lines } = request;
      const experiments = await runAndJudge(context, steps, [flow], {
        ...(fresh !== undefined && { fresh }),
        ...(concurrency !== undefined && { concurrency }),
        ...(lines !== undefined && { lines }),
        served: () => Promise.resolve(currentVersions(writtenRelease(context))),
      });
      report({ experiments });
      await steps.run('gates', () => checkGates(experiments));
    },
    check,
  );
}

/** @throws UserMistake for a flow that is not there, or that nothing is known of to run it with */
function judgedFlow(flows: readonly Flow[], name: string): JudgedFlow {
  const flow = flows.find((one) => one.name === name);
  if (flow === undefined) {
    const known = flows.map((one) => one.name).join(', ');
    throw new UserMistake(`There is no flow "${name}" in flows-config/.`, `Flows that are defined: ${known}.`);
  }
  if (!isJudged(flow)) {
    throw new UserMistake(
      `The flow ${name} has no experiment.`,
      `Add \`experiment: {}\` to ${flow.configFile}: it runs the flow on all its datasets.`,
    );
  }
  if (countRuns(flow.experiment) > 0) return flow;
  throw new UserMistake(
    `The experiment of ${name} has no runs: the flow has no datasets.`,
    `Add a dataset to ${flow.configFile}.`,
  );
}
