import { type FlowSource, pathFrom } from '../checks/flow-source';
import { type Dataset, type Flow } from '../environment';
import { entry } from '../yaml/path';
import { type NameSource } from '../names/resource-names';
import { type EnvironmentSource } from './environment-source';
import { resolveExperiment } from './experiment';
import { resolveTarget } from './target';

/** A flow as an environment sees it, be it without targets there; undefined where its folder is missing. */
export function resolveFlow(source: FlowSource, names: NameSource, environment: EnvironmentSource): Flow | undefined {
  const { config, flow } = source;
  const targets = entry(config.deploy, names.environment) ?? [];
  if (flow === undefined) return undefined;
  const datasets = datasetsOf(source);
  return {
    name: config.name,
    asset: config.name,
    ...(config.description !== undefined && { description: config.description }),
    path: flow.path,
    configFile: source.file,
    datasets,
    connections: [...new Set(flow.connections.map(({ name }) => name))],
    outputs: flow.outputs,
    ...(flow.chat !== undefined && { chat: flow.chat }),
    ...resolveExperiment(source, datasets),
    targets: targets.map((target) => resolveTarget(source, target, names, environment)),
  };
}

/** The datasets that a flow config registers. */
export function datasetsOf(source: FlowSource): readonly Dataset[] {
  const { name: flow, datasets } = source.config;
  return Object.entries(datasets).map(([name, { path }]) => ({
    name,
    asset: `${flow}-${name}`,
    path: pathFrom(source.file, path),
  }));
}
