import { experimentFile, ExperimentFileError, experimentFolder, readExperiment } from '../../experiments';
import { type RunContext } from '../context';
import { type ExperimentReport } from '../result';
import { basisOf, sameBasis } from './basis';
import { type JudgedFlow } from './flow-experiment';
import { verdictOf } from './verdict';

/**
 * What another environment found of the same content: flow, datasets, evaluations and gates. Undefined where it found
 * nothing, looked at a sample only, or where a gate was not met there.
 */
export async function reusableResult(
  { environment, cloud, emit }: RunContext,
  flow: JudgedFlow,
): Promise<ExperimentReport | undefined> {
  const { reuseFrom } = environment.experiment;
  if (reuseFrom === undefined) return undefined;
  const file = experimentFile(experimentFolder(cloud.dataDirectory, reuseFrom, flow.name));
  try {
    const result = await readExperiment(file);
    if (result?.basis === undefined) return undefined;
    const { readFlow } = await import('../../azure');
    const verdict = verdictOf(result);
    const broken = result.runs.some(({ isDefault, status }) => isDefault && status !== 'Completed');
    if (verdict === 'failed' || broken || result.flowHash !== (await readFlow(flow.path)).hash) return undefined;
    if (!sameBasis(result.basis, await basisOf(flow, undefined))) return undefined;
    return { flow: flow.name, verdict, reusedFrom: reuseFrom, file, result };
  } catch (error) {
    if (!(error instanceof ExperimentFileError)) throw error;
    emit({ type: 'warning', message: `${error.message} The experiment of ${flow.name} is run again.` });
    return undefined;
  }
}
