import { Annotations, type TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { type ManagedOnlineDeployment } from '../../constructs/managed-online-deployment';
import {
  AlertReceivers,
  Dashboard,
  DeploymentAutoscale,
  EndpointAlerts,
  type IAlertReceivers,
} from '../../constructs/operations';
import { type Environment } from '../../model/environment';
import { type ManagedEndpointTarget, type TargetKind } from '../../model/target';
import { type PlatformStack } from '../platform-stack';
import { terraformLiteral } from '../terraform-literal';
import { type ServedTarget } from './place';

interface Watched {
  readonly name: string;
  readonly id: string;
  readonly kind: TargetKind;
}

/** Alerts on the endpoints and apps of an environment, and the dashboard that shows them. */
export function addServingOperations(
  stack: TerraformStack,
  platform: PlatformStack,
  served: readonly ServedTarget[],
): void {
  const { environment, resourceGroup, logAnalytics } = platform;
  const { project, name, operations } = environment;
  const scope = new Construct(stack, 'operations');
  const targets = environment.flows.flatMap((flow) => flow.targets);
  const watched = served.flatMap((one): Watched[] => {
    const target = targets.find((candidate) => candidate.name === one.name);
    return target ? [{ name: one.name, id: one.id, kind: target.target }] : [];
  });
  if (operations.alerts && watched.length > 0) {
    const receivers = new AlertReceivers(scope, 'receivers', {
      name: `ag-${project}-${name}`,
      resourceGroup,
      emails: [...new Set(operations.alerts.notify)].map(terraformLiteral),
    });
    for (const target of watched) addAlerts(scope, platform, target, operations.alerts, receivers);
  }
  if (operations.dashboard) {
    const namesOf = (kind: TargetKind) => watched.filter((target) => target.kind === kind).map((target) => target.name);
    new Dashboard(scope, 'dashboard', {
      displayName: `${project} ${name}`,
      resourceGroup,
      logAnalytics,
      endpoints: namesOf('managed-endpoint'),
      apps: namesOf('app-service'),
      unmeasured: namesOf('kubernetes-endpoint'),
    });
  }
}

function addAlerts(
  scope: Construct,
  { resourceGroup }: PlatformStack,
  { name, id, kind }: Watched,
  alerts: NonNullable<Environment['operations']['alerts']>,
  receivers: IAlertReceivers,
): void {
  const { latencyMs, errorsPerMinute } = alerts;
  const throttledPerMinute = kind === 'managed-endpoint' ? alerts.throttledPerMinute : undefined;
  const warn = (what: string) => Annotations.of(scope).addWarning(`no alert on ${what} of ${name}: ${reasons[kind]}`);
  if (kind === 'kubernetes-endpoint') {
    warn('anything');
    return;
  }
  if (alerts.throttledPerMinute !== undefined && throttledPerMinute === undefined) warn('throttledPerMinute');
  if ([latencyMs, errorsPerMinute, throttledPerMinute].every((bound) => bound === undefined)) return;
  new EndpointAlerts(scope, `alerts-${name}`, {
    name: `alert-${name}`,
    resourceGroup,
    endpoint: { kind, id },
    receivers,
    ...(latencyMs !== undefined && { latencyMs }),
    ...(errorsPerMinute !== undefined && { errorsPerMinute }),
    ...(throttledPerMinute !== undefined && { throttledPerMinute }),
  });
}

const reasons: Readonly<Record<TargetKind, string>> = {
  'managed-endpoint': '',
  'kubernetes-endpoint': 'Azure Monitor has no metrics of Kubernetes endpoints',
  'app-service': 'App Service has no metric of answers 429',
};

/** Hands the number of a deployment's instances over to Azure Monitor, where the target asks for it. */
export function addAutoscale(
  { resourceGroup }: PlatformStack,
  { name, autoscale, instances }: ManagedEndpointTarget,
  deployment: ManagedOnlineDeployment,
): void {
  if (!autoscale) return;
  const { schedules, ...bounds } = autoscale;
  new DeploymentAutoscale(deployment, 'autoscale', {
    ...bounds,
    name: `as-${name}-${deployment.name}`,
    resourceGroup,
    deployment,
    withoutMetrics: firstInstances({ autoscale, instances }),
    schedules: schedules.map((schedule) => ({ ...schedule, name: terraformLiteral(schedule.name) })),
  });
}

/** How many instances a new deployment starts with: as configured, within the bounds of its autoscale. */
export function firstInstances({
  autoscale,
  instances,
}: Pick<ManagedEndpointTarget, 'autoscale' | 'instances'>): number {
  return autoscale ? Math.min(autoscale.maximum, Math.max(autoscale.minimum, instances)) : instances;
}
