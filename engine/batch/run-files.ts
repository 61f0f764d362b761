/** Files of a run's folder. All but `details`, `traces` and `record` are named and written as prompt flow does. */
export const runFiles = {
  /** Inputs of each line, with `line_number`. NaN is null here and in `outputs`, and only there. */
  inputs: 'inputs.jsonl',
  /** Outputs of each line that succeeded, with `line_number`. */
  outputs: 'outputs.jsonl',
  flowOutputs: 'flow_outputs/output.jsonl',
  /** All about each line; what a resumed run goes on from. */
  details: 'details.jsonl',
  metrics: 'metrics.json',
  error: 'error.json',
  meta: 'meta.json',
  logs: 'logs.txt',
  /** The flow, with the chosen variants as its defaults. */
  snapshot: 'snapshot',
  /** A trace for each line and one for the aggregation. */
  traces: 'traces.jsonl',
  /** How the run came about, and how it ended. */
  record: 'run.json',
} as const;

export type BatchStatus = 'Completed' | 'Failed' | 'Canceled';

/** How a run came about, and how it ended; kept in its folder. */
export interface RunRecord {
  readonly flow: string;
  /** Absolute paths of the data. */
  readonly data: readonly string[];
  /** Folder of the earlier run that this one reads. */
  readonly run?: string;
  readonly mapping: Readonly<Record<string, unknown>>;
  readonly variants: Readonly<Record<string, string>>;
  /** `Running` also where the program was killed. */
  readonly status: BatchStatus | 'Running';
}
