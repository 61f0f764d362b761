import { experimentFile, experimentFolder, type ExperimentResult, readExperiment } from '../../experiments';
import { type JudgedFlow, isJudged } from '../experiments/flow-experiment';
import { UserMistake } from '../failure';
import { checkConfiguration, openCloud, type RunRequest } from '../session';

/** What the last experiment of a flow found, with the flow as it is configured. */
export interface OpenedExperiment {
  readonly flow: JudgedFlow;
  readonly folder: string;
  readonly result: ExperimentResult;
}

export type ExperimentOf = Pick<RunRequest, 'root' | 'env' | 'sandbox'> & { readonly flow: string };

/**
 * Finds the result that a person is to judge.
 * @throws UserMistake where there is none, or where its data is not the same any more
 */
export async function openExperiment(request: ExperimentOf): Promise<OpenedExperiment> {
  const { project, environment } = checkConfiguration(request).value;
  const flow = environment.allFlows.find(({ name }) => name === request.flow);
  if (flow === undefined || !isJudged(flow)) {
    const known = environment.allFlows.filter(isJudged).map(({ name }) => name);
    const hint = `Flows with experiments: ${known.join(', ') || 'none'}.`;
    throw new UserMistake(`There is no flow "${request.flow}" with an experiment.`, hint);
  }
  const cloud = await openCloud(request, project, environment);
  await cloud.close();
  const folder = experimentFolder(cloud.dataDirectory, environment.name, flow.name);
  const command = `llmops experiment ${flow.name} --env ${environment.name}${request.sandbox ? ' --sandbox' : ''}`;
  const result = await readExperiment(experimentFile(folder));
  if (result === undefined) {
    throw new UserMistake(`There is no experiment of ${flow.name} in ${environment.name} yet.`, `Run \`${command}\`.`);
  }
  await requireSameData(result, command);
  return { flow, folder, result };
}

/** A line of changed data is not what was answered. */
async function requireSameData({ runs, basis }: ExperimentResult, command: string): Promise<void> {
  const { hashContent } = await import('../../azure');
  const datasets = new Map(runs.map(({ dataset }) => [dataset.name, dataset.path]));
  for (const [name, path] of datasets) {
    const before = basis?.datasets[name];
    if (before === undefined || (await hashContent(path)) === before) continue;
    throw new UserMistake(`The dataset ${name} changed since the experiment.`, `Run \`${command}\` again.`);
  }
}
