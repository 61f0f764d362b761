import { basename, join, resolve } from 'node:path';
import { type Connection } from '../../engine';
import { type JsonValue, type VariantMode, type VariedNode } from '../../model';
import { planRuns } from '../plan/runs';
import { type ExperimentEvent } from '../run/options';
import { runExperiment as makeRuns } from '../run/run-experiment';
import { type RunSummary } from '../types';
import { connectionsText, localConnections } from './connections';
import { hashFlow, readDefinition } from './folder-hash';

/** What experiments and evaluations are given alike. */
export interface LocalOptions {
  /** Folder that keeps runs and evaluations; the same content is not run twice. Default: `.llmops/local` here. */
  readonly directory?: string;
  /** Connections that the flows name, beside those that environment variables define. */
  readonly connections?: readonly Connection[];
  /** Environment variables for tools. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /** Runs again what was run before. */
  readonly fresh?: boolean;
  /** Most lines of a run at one time. Default: 16. */
  readonly concurrency?: number;
  /** Seconds after which a line fails. Default: 600. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

export interface LocalExperiment extends LocalOptions {
  /** Folder with a `flow.dag.yaml` or `flow.flex.yaml`. */
  readonly flow: string;
  /** Data files by the names to call them: JSON lines, JSON, CSV, TSV or Parquet. */
  readonly data: Readonly<Record<string, string>>;
  /** Flow inputs, as `${data.<column>}` or literals. Default: each input takes the column of its name. */
  readonly inputs?: Readonly<Record<string, JsonValue>>;
  /** Default: each variant of each node beside the others' defaults. */
  readonly variants?: VariantMode;
  /** Values to try, by `<node>.<input>`. */
  readonly parameters?: Readonly<Record<string, readonly JsonValue[]>>;
  /** Most lines of each data file. Default: all. */
  readonly lines?: number;
  /** Told as lines, and whole runs, begin and end. */
  readonly onEvent?: (event: ExperimentEvent) => void;
}

/**
 * Runs a flow in a folder with its variants and parameters on data files, without a configuration.
 * @returns the runs, what the flow does by itself first; runs that failed among them
 * @throws FlowError for what keeps every run from being begun, such as a folder that holds no flow
 */
export async function runExperiment(experiment: LocalExperiment): Promise<readonly RunSummary[]> {
  const { data, inputs = {}, variants = 'one-at-a-time', parameters = {}, connections = [], lines } = experiment;
  const flow = resolve(experiment.flow);
  const name = basename(flow);
  const datasets = Object.entries(data).map(([dataset, path]) => ({
    name: dataset,
    asset: dataset,
    path: resolve(path),
  }));
  const variedNodes = nodesWithVariants(await readDefinition(flow));
  const runs = planRuns({ datasets, inputs, variants, variedNodes, parameters, confirmAbove: Infinity });
  return makeRuns({
    ...settingsOf(experiment),
    flow,
    runs,
    inputs,
    directory: directoryOf(experiment, name),
    flowHash: await hashFlow(flow),
    connections: connectionsText(connections),
    ...(lines !== undefined && { lines }),
    ...(experiment.onEvent !== undefined && { onEvent: experiment.onEvent }),
  });
}

export function directoryOf({ directory }: LocalOptions, name = ''): string {
  return directory === undefined ? join(resolve('.llmops/local'), name) : resolve(directory);
}

/** Options that mean the same to runs and to evaluations. */
export function settingsOf({
  connections = [],
  environmentVariables,
  fresh,
  concurrency,
  timeoutSeconds,
  signal,
}: LocalOptions) {
  return {
    load: {
      connections: localConnections(connections),
      ...(environmentVariables !== undefined && { environmentVariables }),
    },
    ...(fresh !== undefined && { fresh }),
    ...(concurrency !== undefined && { concurrency }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(signal !== undefined && { signal }),
  };
}

interface NodeVariants {
  readonly default_variant_id?: string;
  readonly variants?: unknown;
}

/** What is wrong in them, a run of the flow says. */
function nodesWithVariants({ node_variants: nodes }: Readonly<Record<string, unknown>>): readonly VariedNode[] {
  if (typeof nodes !== 'object' || nodes === null) return [];
  return Object.entries(nodes as Record<string, NodeVariants | null>).flatMap(([node, entry]) => {
    const variants = Object.keys(entry?.variants ?? {});
    return variants.length === 0 ? [] : [{ node, default: String(entry?.default_variant_id ?? variants[0]), variants }];
  });
}
