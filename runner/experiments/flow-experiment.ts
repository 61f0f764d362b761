import { type ExperimentOptions, experimentFolder } from '../../experiments';
import { type Experiment, type Flow } from '../../model';
import { environmentConnections } from '../connections';
import { type RunContext } from '../context';
import { connectionsKey } from './connections-key';

/** A flow that is judged by runs. */
export type JudgedFlow = Flow & { readonly experiment: Experiment };

/** What decides how an experiment is carried out, beside the configuration. */
export interface ExperimentSettings {
  /** Makes runs and evaluations again that were made on the same content. */
  readonly fresh?: boolean;
  /** Most lines of a run at one time. */
  readonly concurrency?: number;
  /** Most lines of each dataset. Default: all, or as many as the environment's sample has. */
  readonly lines?: number;
}

/** One flow's experiment in an environment: everything but its runs. */
export interface FlowExperiment {
  readonly flow: JudgedFlow;
  /** Folder of runs, evaluations, result and reports. */
  readonly folder: string;
  /** For runs of the flow as it is in its folder. */
  readonly options: Omit<ExperimentOptions, 'runs'>;
}

export function isJudged(flow: Flow): flow is JudgedFlow {
  return flow.experiment !== undefined;
}

/** How a flow is run in an environment: its content as it is now, with the environment's connections. */
export async function flowExperiment(
  context: RunContext,
  flow: JudgedFlow,
  { fresh, concurrency, lines = sampleOf(context) }: ExperimentSettings,
): Promise<FlowExperiment> {
  const { environment, cloud, signal } = context;
  const { readFlow } = await import('../../azure');
  const directory = experimentFolder(cloud.dataDirectory, environment.name, flow.name);
  const { hash: flowHash } = await readFlow(flow.path);
  return {
    flow,
    folder: directory,
    options: {
      flow: flow.path,
      flowHash,
      directory,
      connections: await connectionsKey(context, flow.connections),
      inputs: flow.experiment.inputs,
      load: { connections: await connectionsOf(context) },
      ...(fresh === true && { fresh }),
      ...(concurrency !== undefined && { concurrency }),
      ...(lines !== undefined && { lines }),
      ...(signal !== undefined && { signal }),
    },
  };
}

function sampleOf({ environment }: RunContext): number | undefined {
  const { run, lines } = environment.experiment;
  return run === 'sample' ? lines : undefined;
}

/** No variable of this process leads elsewhere: runs are known by the connections that the environment defines. */
async function connectionsOf({ environment, cloud }: RunContext) {
  const { connectionsFrom } = await import('../../engine');
  return connectionsFrom({ fallback: environmentConnections(environment, cloud) });
}
