import { type JsonObject, objectOf, objectsOf, textOf } from '../../../arm';
import { type Behaviour } from '../../behaviour/behaviour';
import { property, translated } from '../../behaviour/fields';
import { inResourceGroup } from '../../behaviour/ids';
import { toJsonObject } from '../../protocol/dynamic-json';
import { type Diagnostic } from '../../provider';
import { blockOf, given } from './json-lists';
import { isTimeZone } from './time-zone';

const armType = 'Microsoft.Insights/autoScaleSettings';

export const autoscaleSetting: Behaviour = {
  type: 'azurerm_monitor_autoscale_setting',
  binding: 'monitor-autoscale-setting',
  armType,
  id: inResourceGroup(armType),
  forceNew: ['name', 'resource_group_name', 'location', 'target_resource_id'],
  defaults: {
    enabled: true,
    'profile.recurrence.timezone': 'UTC',
    'profile.fixed_date.timezone': 'UTC',
    'profile.rule.metric_trigger.metric_namespace': '',
    'profile.rule.metric_trigger.divide_by_instance_count': false,
  },
  fields: {
    enabled: property('enabled'),
    target_resource_id: property('targetResourceUri'),
    profile: translated(
      'profiles',
      (profiles) => objectsOf(profiles).map(profileToArm),
      (profiles) => objectsOf(profiles).map(profileFromArm),
    ),
  },
  check: ({ profile = null }) => objectsOf(toJsonObject({ profile }).profile).flatMap(faults),
};

function profileToArm({ name, capacity, rule, fixed_date: fixedDate, recurrence }: JsonObject): JsonObject {
  const { minimum, maximum, default: standard } = blockOf(capacity);
  const { start, end, timezone } = blockOf(fixedDate);
  const { days, hours, minutes, timezone: timeZone } = blockOf(recurrence);
  return given({
    name,
    capacity: { minimum: textOf(minimum), maximum: textOf(maximum), default: textOf(standard) },
    rules: objectsOf(rule).map(ruleToArm),
    fixedDate: objectsOf(fixedDate).length === 0 ? undefined : given({ start, end, timeZone: timezone }),
    recurrence:
      objectsOf(recurrence).length === 0
        ? undefined
        : { frequency: 'Week', schedule: given({ timeZone, days, hours, minutes }) },
  });
}

function ruleToArm({ metric_trigger: trigger, scale_action: action }: JsonObject): JsonObject {
  const metric = blockOf(trigger);
  const scale = blockOf(action);
  return {
    metricTrigger: given({
      metricName: metric.metric_name,
      metricNamespace: metric.metric_namespace,
      metricResourceUri: metric.metric_resource_id,
      timeGrain: metric.time_grain,
      statistic: metric.statistic,
      timeWindow: metric.time_window,
      timeAggregation: metric.time_aggregation,
      operator: metric.operator,
      threshold: metric.threshold,
      dividePerInstance: metric.divide_by_instance_count,
      dimensions: objectsOf(metric.dimensions).map(({ name, operator, values }) =>
        given({ DimensionName: name, Operator: operator, Values: values }),
      ),
    }),
    scaleAction: given({ ...scale, value: textOf(scale.value) }),
  };
}

function profileFromArm({ name, capacity, rules, fixedDate, recurrence }: JsonObject): JsonObject {
  const { minimum, maximum, default: standard } = objectOf(capacity);
  const { timeZone, days, hours, minutes } = objectOf(objectOf(recurrence).schedule);
  const date = objectOf(fixedDate);
  return {
    name: name ?? null,
    capacity: [{ minimum: Number(minimum), maximum: Number(maximum), default: Number(standard) }],
    rule: objectsOf(rules).map(ruleFromArm),
    fixed_date:
      fixedDate === undefined
        ? []
        : [{ start: date.start ?? null, end: date.end ?? null, timezone: date.timeZone ?? null }],
    recurrence:
      recurrence === undefined
        ? []
        : [{ timezone: timeZone ?? null, days: days ?? [], hours: hours ?? [], minutes: minutes ?? [] }],
  };
}

function ruleFromArm({ metricTrigger, scaleAction }: JsonObject): JsonObject {
  const metric = objectOf(metricTrigger);
  const { direction, type, value, cooldown } = objectOf(scaleAction);
  return {
    metric_trigger: [
      {
        metric_name: metric.metricName ?? null,
        metric_namespace: metric.metricNamespace ?? '',
        metric_resource_id: metric.metricResourceUri ?? null,
        time_grain: metric.timeGrain ?? null,
        statistic: metric.statistic ?? null,
        time_window: metric.timeWindow ?? null,
        time_aggregation: metric.timeAggregation ?? null,
        operator: metric.operator ?? null,
        threshold: metric.threshold ?? null,
        divide_by_instance_count: metric.dividePerInstance === true,
        dimensions: objectsOf(metric.dimensions).map(({ DimensionName, Operator, Values }) => ({
          name: DimensionName ?? null,
          operator: Operator ?? null,
          values: Values ?? [],
        })),
      },
    ],
    scale_action: [
      { direction: direction ?? null, type: type ?? null, value: Number(value), cooldown: cooldown ?? null },
    ],
  };
}

const allowed: Readonly<Record<string, readonly string[]>> = {
  operator: ['Equals', 'NotEquals', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual'],
  statistic: ['Average', 'Max', 'Min', 'Sum'],
  time_aggregation: ['Average', 'Count', 'Maximum', 'Minimum', 'Total', 'Last'],
  direction: ['Increase', 'Decrease'],
  type: ['ChangeCount', 'ExactCount', 'PercentChangeCount', 'ServiceAllowedNextValue'],
};

/** What the provider refuses before it asks Azure. */
function faults(profile: JsonObject): Diagnostic[] {
  const zones = [blockOf(profile.recurrence).timezone, blockOf(profile.fixed_date).timezone].filter(
    (zone): zone is string => typeof zone === 'string' && !isTimeZone(zone),
  );
  const words = objectsOf(profile.rule)
    .flatMap((rule) => [blockOf(rule.metric_trigger), blockOf(rule.scale_action)])
    .flatMap((block) => Object.entries(block))
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .filter(([name, value]) => allowed[name]?.includes(value) === false);
  return [
    ...zones.map((zone) => fault(`expected timezone to be a time zone as Windows names it, got ${zone}`)),
    ...words.map(([name, value]) =>
      fault(`expected ${name} to be one of ${JSON.stringify(allowed[name])}, got ${value}`),
    ),
  ];
}

function fault(detail: string): Diagnostic {
  return { severity: 'error', summary: 'Invalid value for an argument', detail, attribute: 'profile' };
}
