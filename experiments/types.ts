import { type Dataset, type JsonValue, type VariantChoice } from '../model';

/** A run that is planned: a flow on one dataset, with one variant of each node and one value of each parameter. */
export interface PlannedRun {
  /** Twelve hex digits, made of dataset, variants and parameters: the same on every machine and every day. */
  readonly id: string;
  readonly dataset: Dataset;
  /** A variant of every node that has variants. */
  readonly variants: VariantChoice;
  /** By `<node>.<input>`. A node's own value stands where a parameter is left out. */
  readonly parameters: Readonly<Record<string, JsonValue>>;
  /** True for what a release runs: default variants, and no parameter set. */
  readonly isDefault: boolean;
  /** What tells the run from others on its dataset: `defaults`, or `classify=zero_shot, classify.temperature=0.2`. */
  readonly label: string;
}

export type RunStatus = 'Completed' | 'Failed' | 'Canceled';

export interface TokenCounts {
  readonly prompt: number;
  readonly completion: number;
  readonly total: number;
}

/** One line of a run, as evaluations and reports see it. */
export interface RunLine {
  /** Number of the line in its dataset, from 0. */
  readonly line: number;
  readonly status: 'Completed' | 'Failed';
  readonly inputs: Readonly<Record<string, JsonValue>>;
  readonly outputs: Readonly<Record<string, JsonValue>>;
  readonly error?: { readonly code: string; readonly message: string; readonly node?: string };
  readonly durationMs: number;
  readonly tokens: TokenCounts;
  /** What evaluations said of the line, by `<evaluation>.<output>`. */
  readonly scores: Readonly<Record<string, JsonValue>>;
}

/** How an evaluation of a run went. */
export interface RunEvaluation {
  /** Absolute path of the evaluation's folder, with what it said of each line. */
  readonly folder: string;
  /** Name of the dataset that judged. */
  readonly dataset: string;
  /** True where the same evaluation of the same answers was there already. */
  readonly reused: boolean;
  readonly status: RunStatus;
  /**
   * Lines of the run that were judged, lines on which the evaluation itself failed, and lines that it never saw: those
   * that failed in the run, and those that the dataset that judges has not.
   */
  readonly lines: { readonly judged: number; readonly failed: number; readonly skipped: number };
  /** Why it did not complete, or the first error of a line or of its aggregation. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** A run that has ended. */
export interface RunSummary extends PlannedRun {
  /** Absolute path of the run's folder. */
  readonly folder: string;
  /** True where an earlier experiment ran it, on the same content. */
  readonly reused: boolean;
  readonly status: RunStatus;
  /** Why it did not complete. */
  readonly error?: { readonly code: string; readonly message: string };
  readonly lines: { readonly total: number; readonly completed: number; readonly failed: number };
  /** Wall time of the run, in milliseconds. */
  readonly durationMs: number;
  /** Of its completed lines, in milliseconds. */
  readonly latencyMs: { readonly p50: number; readonly p95: number };
  readonly tokens: TokenCounts;
  /** By the evaluation's name. */
  readonly evaluations: Readonly<Record<string, RunEvaluation>>;
  /** What evaluations logged, by `<evaluation>.<metric>`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Bootstrap interval (95 %) of each metric that is the mean of a line score, by the metric's name. */
  readonly intervals: Readonly<Record<string, readonly [low: number, high: number]>>;
}

/** How a run met one bound of a gate. */
export interface GateResult {
  /** `<evaluation>.<metric>` */
  readonly gate: string;
  /** Name of the dataset. */
  readonly dataset: string;
  readonly kind: 'min' | 'max' | 'notWorseThan';
  /** The bound; for a comparison, the metric of the release that is served now, if there is one. */
  readonly bound?: number;
  /** Absent where the evaluation logged no such metric. */
  readonly value?: number;
  /** Interval of the difference to the release that is served now; for comparisons only. */
  readonly interval?: readonly [low: number, high: number];
  /** By how much the bound was missed, in units of the metric; 0 where it was met. Absent without a value or a bound. */
  readonly missedBy?: number;
  /** `undecided`: the difference is within what chance makes. */
  readonly status: 'passed' | 'failed' | 'undecided';
  /** What it counts as: an undecided comparison passes unless the gate says otherwise. */
  readonly passed: boolean;
  /** Why there is no result, such as a metric that was never logged; or what to know of it, such as lines that failed. */
  readonly reason?: string;
}

/** What an experiment was made from beside the flow: where it is the same, its result holds elsewhere too. */
export interface ExperimentBasis {
  /** SHA-256 of each dataset, by its name: those that runs are made on, and those that judge them. */
  readonly datasets: Readonly<Record<string, string>>;
  /** Hash of what is run and what judges it: variants, parameters, evaluation flows, gates. */
  readonly criteria: string;
  /** Most lines of each dataset that were run; absent: all. */
  readonly lines?: number;
}

/** `experiment.json`: what an experiment found. */
export interface ExperimentResult {
  readonly formatVersion: 1;
  readonly flow: string;
  readonly environment: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Git commit of the working tree; absent outside a checkout. */
  readonly commit?: string;
  /** Content hash of the flow's folder. */
  readonly flowHash: string;
  /** Absent for results that no other environment may take for its own. */
  readonly basis?: ExperimentBasis;
  readonly runs: readonly RunSummary[];
  readonly gates: readonly GateResult[];
}
