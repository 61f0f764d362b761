import { experimentDatasets } from '../checks/experiment';
import { evaluationFolder } from '../checks/evaluations';
import { type FlowSource } from '../checks/flow-source';
import { type GateSettings } from '../config/experiment-settings';
import { type Dataset } from '../environment';
import { type Evaluation, type Experiment, type Gate, type VariedNode } from '../experiment';
import { type FlowFolder } from '../flow/flow-folder';

/** What a flow is judged by, with datasets and folders in the place of their names. */
export function resolveExperiment(
  source: FlowSource,
  all: readonly Dataset[],
): {
  readonly experiment?: Experiment;
  readonly evaluations: readonly Evaluation[];
  readonly gates: readonly Gate[];
} {
  const { config, flow } = source;
  const datasets = new Map(all.map((dataset) => [dataset.name, dataset]));
  const named = (names: readonly string[]): Dataset[] => names.flatMap((name) => datasets.get(name) ?? []);
  const { experiment } = config;
  return {
    ...(experiment !== undefined && {
      experiment: {
        datasets: named(experimentDatasets(source)),
        inputs: experiment.inputs,
        variants: experiment.variants,
        variedNodes: flow === undefined ? [] : variedNodes(flow),
        parameters: experiment.parameters,
        confirmAbove: experiment.confirmAbove,
      },
    }),
    evaluations: Object.entries(config.evaluations).map(([name, evaluation]) => ({
      name,
      path: evaluationFolder(source, evaluation.flow),
      datasets: Object.fromEntries(
        Object.entries(evaluation.datasets).flatMap(([judged, by]) => named([by]).map((dataset) => [judged, dataset])),
      ),
      inputs: evaluation.inputs,
    })),
    gates: Object.entries(config.gates).map(([name, settings]) => gate(name, settings)),
  };
}

function variedNodes(flow: FlowFolder): readonly VariedNode[] {
  const nodes = new Map<string, { default: string; variants: string[] }>();
  for (const { node, variant, isDefault } of flow.nodes) {
    if (variant === undefined) continue;
    const known = nodes.get(node) ?? { default: variant, variants: [] };
    nodes.set(node, { default: isDefault ? variant : known.default, variants: [...known.variants, variant] });
  }
  return [...nodes].map(([node, { default: standard, variants }]) => ({ node, default: standard, variants }));
}

function gate(name: string, settings: GateSettings): Gate {
  const dot = name.indexOf('.');
  const { better, ...rest } = settings;
  const onlyMaximum = rest.max !== undefined && rest.min === undefined;
  return {
    evaluation: name.slice(0, dot),
    metric: name.slice(dot + 1),
    ...rest,
    better: better ?? (onlyMaximum ? 'lower' : 'higher'),
  };
}
