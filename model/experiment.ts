import { type Dataset } from './environment';

/** A value as JSON can hold it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Variant by node. Nodes that are left out run their default variant. */
export type VariantChoice = Readonly<Record<string, string>>;

/**
 * Which choices of variants run: the defaults; each variant beside the other nodes' defaults; all combinations; as few
 * as cover every pair of variants and parameter values; or a list.
 */
export type VariantMode = 'default-only' | 'one-at-a-time' | 'grid' | 'pairwise' | readonly VariantChoice[];

/** A node with variants. */
export interface VariedNode {
  readonly node: string;
  readonly default: string;
  /** All of them, the default one too, in the order of the file. */
  readonly variants: readonly string[];
}

/** Which runs a flow is judged by. */
export interface Experiment {
  readonly datasets: readonly Dataset[];
  /** Flow inputs, as `${data.<column>}` or literals. */
  readonly inputs: Readonly<Record<string, JsonValue>>;
  readonly variants: VariantMode;
  readonly variedNodes: readonly VariedNode[];
  /** Values to try, by `<node>.<input>`. A node's own value is none of them unless it is listed. */
  readonly parameters: Readonly<Record<string, readonly JsonValue[]>>;
  /** Number of runs above which somebody has to agree. */
  readonly confirmAbove: number;
}

/** An evaluation flow that judges the experiment's runs. */
export interface Evaluation {
  readonly name: string;
  /** Absolute path of the evaluation flow's folder. */
  readonly path: string;
  /** Which dataset judges the runs on a dataset, by the latter's name. Others are judged by their own. */
  readonly datasets: Readonly<Record<string, Dataset>>;
  /** Inputs of the evaluation flow, as `${data.…}`, `${run.inputs.…}`, `${run.outputs.…}`, `${run.system.…}` or literals. */
  readonly inputs: Readonly<Record<string, JsonValue>>;
}

/** What a metric of the release candidate must meet: that of its default variants, on every dataset. */
export interface Gate {
  readonly evaluation: string;
  readonly metric: string;
  readonly min?: number;
  readonly max?: number;
  /** The version that is served now; `by` is how much worse is still good enough, in units of the metric. */
  readonly notWorseThan?: { readonly release: 'current'; readonly by: number };
  /** Which direction is good. */
  readonly better: 'higher' | 'lower';
  /** Confidence of the interval within which a comparison is left undecided, such as 0.95. */
  readonly confidence: number;
  /** What an undecided comparison counts as. */
  readonly unsure: 'pass' | 'fail';
}

/** How an environment's deploys experiment before they register. */
export interface ExperimentPolicy {
  /**
   * `all`: everything. `sample`: the first lines of each dataset. `reuse`: another environment's evaluation of the same
   * content, or everything where there is none. `none`: nothing.
   */
  readonly run: 'all' | 'sample' | 'reuse' | 'none';
  /** Lines of each dataset for `sample`. */
  readonly lines: number;
  /** The environment for `reuse`. */
  readonly reuseFrom?: string;
}

/** What `flow:` of an evaluation names a built-in evaluator by. */
export const builtinPrefix = 'builtin:';
