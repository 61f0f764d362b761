import { type FlowSource, pathFrom } from '../checks/flow-source';
import { endpointTest, type TargetSettings } from '../config/target-settings';
import { defaultTargetName, type NameSource } from '../names/resource-names';
import { type Autoscale, type DeploymentTarget, type OnlineEndpointTarget, type ServingTarget } from '../target';
import { type EnvironmentSource } from './environment-source';

/** The name of a target's endpoint or app: as given, or computed. */
export function targetName(source: FlowSource, target: TargetSettings, names: NameSource): string {
  return target.name ?? defaultTargetName(names, source.config.name, target.target);
}

/** A target as an environment has it, with all defaults applied. */
export function resolveTarget(
  source: FlowSource,
  target: TargetSettings,
  names: NameSource,
  { settings }: EnvironmentSource,
): DeploymentTarget {
  const serving = servingTarget(source, target, targetName(source, target, names));
  switch (target.target) {
    case 'managed-endpoint': {
      const { mirror } = target;
      return {
        target: 'managed-endpoint',
        ...serving,
        ...onlineEndpoint(target),
        auth: target.auth,
        instanceType: target.instanceType,
        ...(mirror !== undefined && { mirror }),
        ...(target.autoscale !== undefined && { autoscale: resolveAutoscale(target.autoscale) }),
      };
    }
    case 'kubernetes-endpoint':
      return {
        target: 'kubernetes-endpoint',
        ...serving,
        ...onlineEndpoint(target),
        auth: target.auth,
        cluster: target.cluster ?? onlyName(settings.clusters),
        ...(target.instanceType !== undefined && { instanceType: target.instanceType }),
        resources: target.resources,
        ...(target.autoscale !== undefined && { autoscale: target.autoscale }),
      };
    case 'app-service':
      return {
        target: 'app-service',
        ...serving,
        auth: target.auth,
        plan: target.plan ?? onlyName(settings.appServicePlans),
      };
  }
}

function servingTarget(source: FlowSource, target: TargetSettings, name: string): ServingTarget {
  const description = target.description ?? source.config.description;
  const test = endpointTest(target);
  const { current = 0, previous } = target.traffic;
  return {
    name,
    identity: `id-${name}`,
    ...(target.identity !== undefined && {
      existingIdentity: { id: target.identity.existing, grant: target.identity.grant },
    }),
    ...(description !== undefined && { description }),
    traffic: { current, previous: previous ?? 0 },
    ...(previous !== undefined && { keepPrevious: true }),
    environmentVariables: target.environmentVariables,
    ...(test !== undefined && { test: { ...test, request: pathFrom(source.file, test.request) } }),
  };
}

function onlineEndpoint({
  instances,
  requestTimeoutSeconds,
  maxConcurrentRequests,
}: Pick<OnlineEndpointTarget, 'instances' | 'requestTimeoutSeconds' | 'maxConcurrentRequests'>) {
  return { instances, requestTimeoutSeconds, maxConcurrentRequests };
}

type AutoscaleSettings = NonNullable<Extract<TargetSettings, { target: 'managed-endpoint' }>['autoscale']>;

function resolveAutoscale({ schedules, ...rest }: AutoscaleSettings): Autoscale {
  return { ...rest, schedules: Object.entries(schedules).map(([name, schedule]) => ({ name, ...schedule })) };
}

/** The name that needs no saying; where there is none or more than one, the target checks have said so. */
function onlyName(named: Readonly<Record<string, unknown>> | undefined): string {
  const [name = ''] = Object.keys(named ?? {});
  return name;
}
