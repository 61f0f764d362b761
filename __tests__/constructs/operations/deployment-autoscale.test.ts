import fc from 'fast-check';
import {
  type AutoscaleSchedule,
  DeploymentAutoscale,
  type DeploymentAutoscaleProps,
  InvalidPropsError,
  ManagedOnlineEndpoint,
} from '../../../constructs';
import { endpointIdentity, platformParts } from '../platform-parts';
import { type Attributes, synthesized } from '../synthesized';

const day: AutoscaleSchedule = { name: 'day', days: ['Monday'], from: '08:00', to: '18:30', minimum: 2, maximum: 9 };

function autoscaled(props: Partial<DeploymentAutoscaleProps> = {}) {
  return synthesized((stack) => {
    const parts = platformParts(stack);
    const endpoint = new ManagedOnlineEndpoint(stack, 'endpoint', {
      workspace: parts.workspace,
      name: 'triage',
      identity: endpointIdentity(stack, parts),
    });
    const deployment = endpoint.addDeployment('v001', { modelId: 'model', environmentId: 'environment' });
    new DeploymentAutoscale(stack, 'autoscale', {
      name: 'as-triage',
      resourceGroup: parts.resourceGroup,
      deployment,
      minimum: 1,
      maximum: 5,
      cpuPercent: 70,
      ...props,
    });
  });
}

describe('autoscale of a deployment', () => {
  const profiles = (props: Partial<DeploymentAutoscaleProps>) =>
    autoscaled(props).resource('azurerm_monitor_autoscale_setting').profile as Attributes[];

  it('adds an instance above the CPU bound and takes one below half of it', () => {
    const [first, ...others] = profiles({});
    const { name, capacity, rule, recurrence } = first!;
    expect(others).toEqual([]);
    expect({ name, capacity, recurrence }).toEqual({
      name: 'default',
      capacity: { minimum: 1, maximum: 5, default: 1 },
      recurrence: undefined,
    });
    expect(rule).toMatchObject([
      {
        metric_trigger: { metric_name: 'CpuUtilizationPercentage', operator: 'GreaterThan', threshold: 70 },
        scale_action: { direction: 'Increase', value: 1 },
      },
      { metric_trigger: { operator: 'LessThan', threshold: 35 }, scale_action: { direction: 'Decrease', value: 1 } },
    ]);
  });

  it('counts requests by instance', () => {
    const { rule } = profiles({ requestsPerMinute: 90, withoutMetrics: 3 })[0]!;
    expect(rule).toHaveLength(4);
    expect(rule[2].metric_trigger).toMatchObject({
      metric_name: 'RequestsPerMinute',
      divide_by_instance_count: true,
      threshold: 90,
    });
  });

  it('ends a schedule with the bounds of all other times', () => {
    const [, begin, end] = profiles({
      schedules: [{ ...day, timeZone: 'W. Europe Standard Time' }],
      withoutMetrics: 3,
    });
    expect(begin).toMatchObject({
      name: 'day',
      capacity: { minimum: 2, maximum: 9, default: 3 },
      recurrence: { timezone: 'W. Europe Standard Time', days: ['Monday'], hours: [8], minutes: [0] },
    });
    expect(end).toMatchObject({
      name: '{"name":"default","for":"day"}',
      capacity: { minimum: 1, maximum: 5, default: 3 },
      recurrence: { timezone: 'W. Europe Standard Time', days: ['Monday'], hours: [18], minutes: [30] },
    });
  });

  it('has no end where the next schedule begins', () => {
    const evening: AutoscaleSchedule = { ...day, name: 'evening', from: '18:30', to: '22:00' };
    const names = profiles({ schedules: [day, evening] }).map(({ name }) => name as string);
    expect(names).toEqual(['default', 'day', 'evening', '{"name":"default","for":"evening"}']);
  });

  it('never has a minute of the week with two profiles that begin, nor more than Azure takes', () => {
    const hour = fc.integer({ min: 0, max: 22 });
    const schedules = fc.uniqueArray(fc.tuple(hour, fc.subarray(['Monday', 'Friday'] as const, { minLength: 1 })), {
      selector: ([from]) => from,
      maxLength: 9,
    });
    fc.assert(
      fc.property(schedules, (drawn) => {
        const props = drawn.map(([from, days]): AutoscaleSchedule => ({
          ...day,
          name: `from-${from}`,
          days,
          from: `${String(from).padStart(2, '0')}:00`,
          to: `${String(from + 1).padStart(2, '0')}:00`,
        }));
        const all = profiles({ schedules: props }) as { recurrence?: { days: string[]; hours: number[] } }[];
        const begins = all.flatMap(
          ({ recurrence }) => recurrence?.days.map((name) => `${name} ${recurrence.hours[0]}`) ?? [],
        );
        expect(new Set(begins).size).toBe(begins.length);
        expect(all.length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 25 },
    );
  });

  it('leaves the number of instances to Azure from then on', () => {
    const deployment = autoscaled().resourceAt('azapi_resource', 'v001/Resource');
    expect(deployment.ignore_body_changes).toEqual(['sku.capacity']);
    expect(deployment.lifecycle).toEqual({ create_before_destroy: true, ignore_changes: ['body.sku.capacity'] });
  });

  it.each<[string, Partial<DeploymentAutoscaleProps>]>([
    ['minimum 6 is above maximum 5', { minimum: 6 }],
    ['maximum is 51, but must be a whole number from 1 to 50', { maximum: 51 }],
    ['withoutMetrics is 9, but must be a whole number from 1 to 5', { withoutMetrics: 9 }],
    ['cpuPercent is 0', { cpuPercent: 0 }],
    ['without one it changes nothing', { cpuPercent: undefined as never }],
    ['schedule "day": minimum 10 is above maximum 9', { schedules: [{ ...day, minimum: 10 }] }],
    ['schedule "day" ends at 08:00, which is not after 08:00', { schedules: [{ ...day, to: '08:00' }] }],
    ['needs times as HH:MM, but has 8 and 18:30', { schedules: [{ ...day, from: '8' }] }],
    ['has no days', { schedules: [{ ...day, days: [] }] }],
    ['no schedule can be named "default"', { schedules: [{ ...day, name: 'default' }] }],
    ['two schedules are named "day"', { schedules: [day, { ...day, days: ['Friday'] }] }],
    ['"day" and "noon" overlap on Monday', { schedules: [day, { ...day, name: 'noon', from: '12:00' }] }],
    [
      'all schedules need one time zone, but there are UTC, Tokyo Standard Time',
      { schedules: [day, { ...day, name: 'other', days: ['Friday'], timeZone: 'Tokyo Standard Time' }] },
    ],
    [
      '10 schedules, but Azure takes 9',
      {
        schedules: Array.from({ length: 10 }, (_, at) => ({
          ...day,
          name: `s${at}`,
          from: `0${at}:00`,
          to: `0${at}:30`,
        })),
      },
    ],
  ])('refuses what Azure would: %s', (problem, props) => {
    expect(() => autoscaled(props)).toThrow(InvalidPropsError);
    expect(() => autoscaled(props)).toThrow(problem);
  });
});
