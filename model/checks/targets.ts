import { hasSlots } from '../config/extent/app-service-plans';
import { type TargetSettings } from '../config/target-settings';
import { type EnvironmentSettings } from '../config/environments-file';
import { environmentDefaults as standard } from '../config/environment-defaults';
import { bytes, cores } from '../config/kubernetes';
import { type Problem } from '../problem';
import { type EnvironmentSource } from '../resolution/environment-source';
import { type Fault } from '../yaml/document';
import { listed, suggest } from '../yaml/nearest';
import { entry, type Path } from '../yaml/path';
import { type FlowSource } from './flow-source';

/** Targets that ask for what their environment does not have. */
export function targetProblems(
  flows: readonly FlowSource[],
  environments: readonly EnvironmentSource[],
): readonly Problem[] {
  return flows.flatMap((source) =>
    environments.flatMap(({ name, settings }) =>
      (entry(source.config.deploy, name) ?? [])
        .flatMap((target, index) => targetFaults(target, settings, name, ['deploy', name, index]))
        .map((fault) => source.document.problem(fault)),
    ),
  );
}

function targetFaults(
  target: TargetSettings,
  settings: EnvironmentSettings,
  environment: string,
  path: Path,
): readonly Fault[] {
  if (target.target === 'kubernetes-endpoint') return kubernetesFaults(target, settings, environment, path);
  if (target.target === 'app-service') return appServiceFaults(target, settings, environment, path);
  return [];
}

function kubernetesFaults(
  target: Extract<TargetSettings, { target: 'kubernetes-endpoint' }>,
  { clusters = {} }: EnvironmentSettings,
  environment: string,
  path: Path,
): readonly Fault[] {
  const choice = chosen(target.cluster, clusters, {
    path: [...path, 'cluster'],
    what: 'cluster',
    key: 'clusters',
    environment,
    example: 'serving: { nodes: 3 }',
  });
  if ('fault' in choice) return [choice.fault];
  const { name, value: cluster } = choice;
  if (target.instanceType === undefined || target.instanceType === 'defaultinstancetype') return [];
  const type = entry(cluster.instanceTypes ?? {}, target.instanceType);
  if (type === undefined) {
    const known = Object.keys(cluster.instanceTypes ?? {});
    return [
      {
        path: [...path, 'instanceType'],
        code: 'unknown-instance-type',
        message: `Cluster '${name}' has no instance type '${target.instanceType}'; it has ${listed([...known, 'defaultinstancetype'])}.`,
        hint: suggest(target.instanceType, known, `Define it under 'clusters.${name}.instanceTypes'.`),
      },
    ];
  }
  const { cpu, memory } = target.resources.limits;
  const above = [
    ...(cores(cpu) > cores(type.limits.cpu) ? [`cpu ${cpu} (the type has ${type.limits.cpu})`] : []),
    ...(bytes(memory) > bytes(type.limits.memory) ? [`memory ${memory} (the type has ${type.limits.memory})`] : []),
  ];
  if (above.length === 0) return [];
  return [
    {
      path: [...path, 'resources', 'limits'],
      code: 'resource-bounds',
      message: `The limits exceed those of instance type '${target.instanceType}': ${above.join(', ')}.`,
      hint: 'Lower the limits, or raise those of the instance type.',
    },
  ];
}

function appServiceFaults(
  target: Extract<TargetSettings, { target: 'app-service' }>,
  { appServicePlans = {} }: EnvironmentSettings,
  environment: string,
  path: Path,
): readonly Fault[] {
  const choice = chosen(target.plan, appServicePlans, {
    path: [...path, 'plan'],
    what: 'App Service plan',
    key: 'appServicePlans',
    environment,
    example: 'web: { sku: P1v3 }',
  });
  if ('fault' in choice) return [choice.fault];
  const { sku = standard.appServicePlan.sku } = choice.value;
  if (target.traffic.previous === undefined || hasSlots(sku)) return [];
  return [
    {
      path: [...path, 'traffic', 'previous'],
      code: 'slots-unsupported',
      message: `A split needs a deployment slot, which plan '${choice.name}' of tier ${sku} does not have.`,
      hint: "Give the plan sku S1, S2, S3, or any that starts with P or I; or remove 'previous'.",
    },
  ];
}

interface Choice {
  readonly path: Path;
  readonly what: string;
  readonly key: string;
  readonly environment: string;
  readonly example: string;
}

/** What a target names, or the only one there is. */
function chosen<T>(
  name: string | undefined,
  all: Readonly<Record<string, T>>,
  { path, what, key, environment, example }: Choice,
): { readonly name: string; readonly value: T } | { readonly fault: Fault } {
  const known = Object.keys(all);
  const define = `Define it under 'environments.${environment}.${key}', such as ${example}.`;
  if (known.length === 0) {
    const message = `Environment '${environment}' has no ${what} to serve on.`;
    return { fault: { path: path.slice(0, -1), code: 'missing-platform', message, hint: define } };
  }
  if (name === undefined && known.length > 1) {
    const message = `Environment '${environment}' has several of it: which ${what} is meant? It has ${listed(known)}.`;
    return { fault: { path, code: 'missing-key', message, hint: `Add ${path.at(-1) ?? ''}: ${known[0] ?? ''}.` } };
  }
  const meant = name ?? known[0] ?? '';
  const value = entry(all, meant);
  if (value !== undefined) return { name: meant, value };
  const message = `Environment '${environment}' has no ${what} '${meant}'; it has ${listed(known)}.`;
  return { fault: { path, code: 'unknown-platform', message, hint: suggest(meant, known, define) } };
}
