import { dirname, resolve } from 'node:path';
import { type JsonValue } from '../../model';
import { evaluate as judge } from '../evaluate/evaluate';
import { type EvaluationEvent } from '../evaluate/options';
import { type RunSummary } from '../types';
import { connectionsText } from './connections';
import { hashFlow } from './folder-hash';
import { directoryOf, type LocalOptions, settingsOf } from './run-experiment';

/** An evaluation flow, and what it is told of each line. */
export interface LocalEvaluation {
  /** Folder of the evaluation flow; `evaluatorFolder` has those that come with the package. */
  readonly flow: string;
  /** Its inputs, as `${data.…}`, `${run.inputs.…}`, `${run.outputs.…}`, `${run.system.…}` or literals. */
  readonly inputs: Readonly<Record<string, JsonValue>>;
  /** Data files that judge others, by the names of those. Default: each judges itself. */
  readonly data?: Readonly<Record<string, string>>;
}

export interface LocalEvaluations extends LocalOptions {
  /** By the names under which their metrics appear: `<name>.<metric>`. */
  readonly evaluations: Readonly<Record<string, LocalEvaluation>>;
  /** Told as lines, and whole evaluations, begin and end. */
  readonly onEvent?: (event: EvaluationEvent) => void;
}

/**
 * Judges runs by evaluation flows.
 * @returns the runs in their order, with metrics, intervals and evaluations added
 * @throws FlowError for what keeps an evaluation from being begun, such as a folder that holds no flow
 */
export async function evaluate(
  runs: readonly RunSummary[],
  { evaluations, onEvent, ...options }: LocalEvaluations,
): Promise<readonly RunSummary[]> {
  const [first] = runs;
  // Beside the runs, unless another place is asked for.
  const directory = options.directory ?? (first === undefined ? undefined : dirname(dirname(first.folder)));
  const hashed = Object.entries(evaluations).map(async ([name, { flow, inputs, data = {} }]) => ({
    name,
    path: resolve(flow),
    inputs,
    datasets: Object.fromEntries(
      Object.entries(data).map(([judged, path]) => [judged, { name: judged, asset: judged, path: resolve(path) }]),
    ),
    flowHash: await hashFlow(resolve(flow)),
  }));
  return judge({
    ...settingsOf(options),
    runs,
    evaluations: await Promise.all(hashed),
    directory: directoryOf(directory === undefined ? {} : { directory }),
    connections: connectionsText(options.connections ?? []),
    ...(onEvent !== undefined && { onEvent }),
  });
}
