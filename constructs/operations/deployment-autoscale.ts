import {
  MonitorAutoscaleSetting,
  type MonitorAutoscaleSettingProfile,
  type MonitorAutoscaleSettingProfileRecurrence,
  type MonitorAutoscaleSettingProfileRule,
} from '@cdktf/provider-azurerm/lib/monitor-autoscale-setting';
import { Construct } from 'constructs';
import { badName } from '../azure-name';
import { type ManagedOnlineDeployment } from '../managed-online-deployment';
import { notWithin, refuse } from '../props';
import { type IResourceGroup } from '../resource-group';
import { type AutoscaleSchedule, lastDays, otherTimes, scheduleProblems, type Weekday } from './autoscale-schedule';

export interface DeploymentAutoscaleProps {
  /** 1-260 characters. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** Its number of instances is no longer Terraform's business once it is made. */
  readonly deployment: ManagedOnlineDeployment;
  /** Fewest instances. Valid range: 1-50. */
  readonly minimum: number;
  /** Most instances. Valid range: 1-50. */
  readonly maximum: number;
  /** Instances while no metrics are there to decide by. @default - `minimum` */
  readonly withoutMetrics?: number;
  /** Average CPU in percent above which an instance is added; below half of it one is taken away. @default - not by CPU */
  readonly cpuPercent?: number;
  /** Requests a minute and instance above which one is added; below half of it one is taken away. @default - not by requests */
  readonly requestsPerMinute?: number;
  /** Times of the week with bounds of their own. @default - the same bounds at all times */
  readonly schedules?: readonly AutoscaleSchedule[];
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

interface Bounds {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Lets Azure Monitor decide how many instances a managed deployment has: by its CPU, by its requests, by the time of
 * the week. An instance is added when one measure is above its bound, and taken away when all are below half of it.
 */
export class DeploymentAutoscale extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: DeploymentAutoscaleProps) {
    super(scope, id);
    const { resourceGroup, deployment, minimum, maximum, cpuPercent, requestsPerMinute, schedules = [] } = props;
    refuse(this, [
      badName('monitorResource', props.name),
      ...boundProblems('', props),
      ...schedules.flatMap((schedule) => boundProblems(`schedule "${schedule.name}": `, schedule)),
      ...scheduleProblems(schedules),
      notWithin('withoutMetrics', props.withoutMetrics, minimum, maximum),
      notWithin('cpuPercent', cpuPercent, 1, 100),
      notWithin('requestsPerMinute', requestsPerMinute, 1, Number.MAX_SAFE_INTEGER),
      cpuPercent === undefined &&
        requestsPerMinute === undefined &&
        schedules.length === 0 &&
        'autoscale needs cpuPercent, requestsPerMinute or schedules: without one it changes nothing',
    ]);
    deployment.releaseCapacity();
    this.id = new MonitorAutoscaleSetting(this, 'Resource', {
      name: props.name,
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      targetResourceId: deployment.id,
      profile: profiles(props),
      ...(props.tags && { tags: props.tags }),
    }).id;
  }
}

function boundProblems(where: string, { minimum, maximum }: Bounds): (string | false)[] {
  return [
    notWithin(`${where}minimum`, minimum, 1, 50),
    notWithin(`${where}maximum`, maximum, 1, 50),
    minimum > maximum && `${where}minimum ${minimum} is above maximum ${maximum}`,
  ];
}

function profiles(props: DeploymentAutoscaleProps): MonitorAutoscaleSettingProfile[] {
  const { schedules = [] } = props;
  const rule = rules(props);
  const usual = { capacity: capacity(props, props.withoutMetrics), rule };
  return [
    { name: otherTimes, ...usual },
    ...schedules.flatMap((schedule) => {
      const days = lastDays(schedule, schedules);
      return [
        {
          name: schedule.name,
          capacity: capacity(schedule, props.withoutMetrics),
          rule,
          recurrence: recurrence(schedule.days, schedule.from, schedule.timeZone),
        },
        // A profile lasts until the next one begins. By this form of name the portal knows it for the other's end.
        ...(days.length > 0
          ? [
              {
                name: JSON.stringify({ name: otherTimes, for: schedule.name }),
                ...usual,
                recurrence: recurrence(days, schedule.to, schedule.timeZone),
              },
            ]
          : []),
      ];
    }),
  ];
}

function capacity({ minimum, maximum }: Bounds, withoutMetrics = minimum): MonitorAutoscaleSettingProfile['capacity'] {
  return { minimum, maximum, default: Math.min(maximum, Math.max(minimum, withoutMetrics)) };
}

function recurrence(
  days: readonly Weekday[],
  time: string,
  timezone = 'UTC',
): MonitorAutoscaleSettingProfileRecurrence {
  const [hour = '', minute = ''] = time.split(':');
  return { timezone, days: [...days], hours: [Number(hour)], minutes: [Number(minute)] };
}

function rules({ deployment, cpuPercent, requestsPerMinute }: DeploymentAutoscaleProps) {
  return [
    ...(cpuPercent === undefined
      ? []
      : upAndDown({ metricName: 'CpuUtilizationPercentage', metricResourceId: deployment.id }, cpuPercent)),
    ...(requestsPerMinute === undefined
      ? []
      : upAndDown(
          { metricName: 'RequestsPerMinute', metricResourceId: deployment.id, divideByInstanceCount: true },
          requestsPerMinute,
        )),
  ];
}

type MetricTrigger = MonitorAutoscaleSettingProfileRule['metricTrigger'];

/** Half the bound on the way down: an instance less must not bring the rest above it again. */
function upAndDown(
  metric: Pick<MetricTrigger, 'metricName' | 'metricResourceId' | 'divideByInstanceCount'>,
  bound: number,
): MonitorAutoscaleSettingProfileRule[] {
  const average = { statistic: 'Average', timeAggregation: 'Average', timeGrain: 'PT1M', timeWindow: 'PT5M' };
  return [
    {
      metricTrigger: { ...metric, ...average, operator: 'GreaterThan', threshold: bound },
      scaleAction: { direction: 'Increase', type: 'ChangeCount', value: 1, cooldown: 'PT5M' },
    },
    {
      metricTrigger: { ...metric, ...average, operator: 'LessThan', threshold: bound / 2 },
      scaleAction: { direction: 'Decrease', type: 'ChangeCount', value: 1, cooldown: 'PT10M' },
    },
  ];
}
