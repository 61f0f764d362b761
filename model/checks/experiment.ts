import { type ProjectFiles } from '../files/project-files';
import { type FlowFolder } from '../flow/flow-folder';
import { type Fault } from '../yaml/document';
import { listed, suggest } from '../yaml/nearest';
import { entry, type Path } from '../yaml/path';
import { declaredNames, type FlowSource, pathFrom } from './flow-source';
import { type Columns, mappingFaults } from './mapping';

/** What in `experiment` names datasets, inputs, variants or nodes that are not there. */
export function experimentFaults(files: ProjectFiles, source: FlowSource): readonly Fault[] {
  const { experiment } = source.config;
  if (experiment === undefined) return [];
  const { flow } = source;
  const mapping =
    flow?.definition === undefined
      ? []
      : mappingFaults(experiment.inputs, ['experiment', 'inputs'], flow.definition, {
          data: columnsOf(files, source, experimentDatasets(source)),
        });
  return [
    ...(experiment.datasets ?? []).flatMap((name, index) =>
      datasetFaults(source, name, ['experiment', 'datasets', index]),
    ),
    ...mapping,
    ...(flow?.definition === undefined ? [] : choiceFaults(experiment.variants, flow)),
    ...(flow?.definition === undefined
      ? []
      : Object.keys(experiment.parameters).flatMap((name) => parameterFaults(name, flow))),
  ];
}

/** The datasets that a flow's experiment runs on. */
export function experimentDatasets(source: FlowSource): readonly string[] {
  return source.config.experiment?.datasets ?? Object.keys(source.config.datasets);
}

/** The columns of those datasets that are there. */
export function columnsOf(files: ProjectFiles, source: FlowSource, names: readonly string[]): readonly Columns[] {
  return names.flatMap((dataset) => {
    const declared = entry(source.config.datasets, dataset);
    const file = declared === undefined ? undefined : files.dataset(pathFrom(source.file, declared.path));
    return file === undefined ? [] : [{ dataset, columns: file.columns }];
  });
}

/** A dataset that the file does not declare. */
export function datasetFaults(
  source: FlowSource,
  name: string,
  path: Path,
  at: 'key' | 'value' = 'value',
): readonly Fault[] {
  const declared = declaredNames(source, 'datasets');
  if (declared.includes(name)) return [];
  const message = `There is no dataset '${name}'; datasets: ${listed(declared)}.`;
  return [
    {
      path,
      at,
      code: 'unknown-dataset',
      message,
      hint: suggest(name, declared, `Declare '${name}' under 'datasets'.`),
    },
  ];
}

function choiceFaults(
  variants: string | readonly Readonly<Record<string, string>>[],
  flow: FlowFolder,
): readonly Fault[] {
  if (typeof variants === 'string') return [];
  const varied = flow.nodes.filter(({ variant }) => variant !== undefined);
  const nodes = [...new Set(varied.map(({ node }) => node))];
  return variants.flatMap((choice, index) =>
    Object.entries(choice).flatMap(([node, variant]): Fault[] => {
      const path = ['experiment', 'variants', index, node];
      const known = varied.filter((one) => one.node === node).flatMap((one) => one.variant ?? []);
      if (known.length === 0) {
        const message = `There is no node '${node}' with variants; nodes with variants: ${listed(nodes)}.`;
        return [{ path, at: 'key', code: 'unknown-node', message, hint: suggest(node, nodes, 'Use one of them.') }];
      }
      if (known.includes(variant)) return [];
      const message = `Node '${node}' has no variant '${variant}'; variants: ${listed(known)}.`;
      return [{ path, code: 'unknown-variant', message, hint: suggest(variant, known, 'Use one of them.') }];
    }),
  );
}

function parameterFaults(name: string, flow: FlowFolder): readonly Fault[] {
  const path = ['experiment', 'parameters', name];
  const nodes = [...new Set(flow.nodes.map(({ node }) => node))];
  const dot = name.indexOf('.');
  const node = dot < 0 ? name : name.slice(0, dot);
  if (!nodes.includes(node)) {
    const message = `Parameter '${name}' names no node of the flow; nodes: ${listed(nodes)}.`;
    return [{ path, at: 'key', code: 'unknown-node', message, hint: suggest(node, nodes, 'Write <node>.<input>.') }];
  }
  if (dot > 0 && dot < name.length - 1) return [];
  const message = `Parameter '${name}' names no input of the node '${node}'.`;
  return [
    { path, at: 'key', code: 'bad-parameter', message, hint: `Write ${node}.<input>, such as ${node}.temperature.` },
  ];
}
