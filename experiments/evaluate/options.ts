import { type LoadOptions } from '../../engine';
import { type Evaluation } from '../../model';
import { type RunEvaluation, type RunSummary } from '../types';

/** An evaluation together with what its flow holds. */
export interface HashedEvaluation extends Evaluation {
  /** Content hash of the evaluation flow's folder. */
  readonly flowHash: string;
}

export interface EvaluateOptions {
  /** Runs that have ended. Each is judged by each evaluation; those that did not complete by none. */
  readonly runs: readonly RunSummary[];
  readonly evaluations: readonly HashedEvaluation[];
  /** Folder in which this environment keeps the flow's runs and their evaluations. */
  readonly directory: string;
  /** What the connections lead to in this environment: endpoints and API versions, no secrets. */
  readonly connections: string;
  readonly load: Pick<LoadOptions, 'connections' | 'environmentVariables' | 'init' | 'python'>;
  /** Evaluates again what was evaluated before. Default: it is reused. */
  readonly fresh?: boolean;
  /** Most evaluations at one time. Default: 2. */
  readonly evaluationsAtOnce?: number;
  /** Most lines of an evaluation at one time. Default: 16. */
  readonly concurrency?: number;
  /** Seconds after which a line fails. Default: 600. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EvaluationEvent) => void;
}

interface Judged {
  readonly run: RunSummary;
  /** Name of the evaluation. */
  readonly evaluation: string;
}

export type EvaluationEvent =
  | (Judged & { readonly type: 'evaluation-started'; readonly total: number })
  | (Judged & { readonly type: 'line-ended'; readonly done: number; readonly total: number })
  | (Judged & {
      readonly type: 'evaluation-ended';
      readonly result: RunEvaluation;
      readonly done: number;
      readonly total: number;
    });
