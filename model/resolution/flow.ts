import { endpointTest, type TargetSettings } from '../config/target-settings';
import { type FlowSource, pathFrom } from '../checks/flow-source';
import { type Dataset, type DeploymentTarget, type Flow } from '../environment';
import { entry } from '../yaml/path';
import { defaultEndpointName, type NameSource } from '../names/resource-names';

/** A flow as an environment deploys it; undefined where that environment does not. */
export function resolveFlow(source: FlowSource, names: NameSource): Flow | undefined {
  const { config, flow } = source;
  const targets = entry(config.deploy, names.environment);
  if (targets === undefined || flow === undefined) return undefined;
  return {
    name: config.name,
    asset: config.name,
    ...(config.description !== undefined && { description: config.description }),
    path: flow.path,
    configFile: source.file,
    datasets: datasetsOf(source),
    connections: [...new Set(flow.connections.map(({ name }) => name))],
    outputs: flow.outputs,
    ...(flow.chat !== undefined && { chat: flow.chat }),
    targets: targets.map((target) => resolveTarget(source, target, names)),
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

/** The endpoint's name: as given, or computed. */
export function endpointName(source: FlowSource, target: TargetSettings, names: NameSource): string {
  return target.name ?? defaultEndpointName(names, source.config.name);
}

function resolveTarget(source: FlowSource, target: TargetSettings, names: NameSource): DeploymentTarget {
  const name = endpointName(source, target, names);
  const description = target.description ?? source.config.description;
  const test = endpointTest(target);
  const { current = 0, previous } = target.traffic;
  return {
    target: target.target,
    name,
    identity: `id-${name}`,
    ...(description !== undefined && { description }),
    auth: target.auth,
    instanceType: target.instanceType,
    instances: target.instances,
    traffic: { current, previous: previous ?? 0 },
    ...(previous !== undefined && { keepPrevious: true }),
    ...(target.mirror !== undefined && { mirror: target.mirror }),
    requestTimeoutSeconds: target.requestTimeoutSeconds,
    maxConcurrentRequests: target.maxConcurrentRequests,
    environmentVariables: target.environmentVariables,
    ...(test !== undefined && { test: { ...test, request: pathFrom(source.file, test.request) } }),
  };
}
