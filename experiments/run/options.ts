import { type LoadOptions } from '../../engine';
import { type PlannedRun, type RunSummary } from '../types';
import { type RunContent } from './run-key';

export interface ExperimentOptions extends RunContent {
  /** Absolute path of the flow's folder. */
  readonly flow: string;
  /** Folder in which this environment keeps the flow's runs. */
  readonly directory: string;
  readonly runs: readonly PlannedRun[];
  readonly load: Pick<LoadOptions, 'connections' | 'environmentVariables' | 'init' | 'python'>;
  /** Makes runs again that an earlier experiment made on the same content. Default: they are reused. */
  readonly fresh?: boolean;
  /** Most runs at one time. Default: 2. */
  readonly runsAtOnce?: number;
  /** Most lines of a run at one time. Default: 16. */
  readonly concurrency?: number;
  /** Seconds after which a line fails. Default: 600. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ExperimentEvent) => void;
}

export type ExperimentEvent =
  | { readonly type: 'run-started'; readonly run: PlannedRun; readonly total: number }
  | { readonly type: 'line-ended'; readonly run: PlannedRun; readonly done: number; readonly total: number }
  | { readonly type: 'run-ended'; readonly run: RunSummary; readonly done: number; readonly total: number };
