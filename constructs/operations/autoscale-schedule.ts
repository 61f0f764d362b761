export type Weekday = 'Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday' | 'Sunday';

/** A time of the week in which an autoscale setting has other bounds. */
export interface AutoscaleSchedule {
  /** Unique in the setting. */
  readonly name: string;
  readonly days: readonly Weekday[];
  /** `HH:MM`, in `timeZone`. */
  readonly from: string;
  /** `HH:MM`, in `timeZone`, on the same day and later than `from`. */
  readonly to: string;
  /** As Windows names it: `W. Europe Standard Time`. One for all schedules of a setting. @default "UTC" */
  readonly timeZone?: string;
  /** Valid range: 1-50. */
  readonly minimum: number;
  /** Valid range: 1-50. */
  readonly maximum: number;
}

/** Azure takes 20 profiles: one for all other times, and a begin and an end for each schedule. */
const maxSchedules = 9;

/** Name of the profile for all other times. */
export const otherTimes = 'default';

/** What Azure would refuse about the schedules of a setting, or take in another sense than it is meant. */
export function scheduleProblems(schedules: readonly AutoscaleSchedule[]): string[] {
  const problems = schedules.flatMap(({ name, days, from, to }) => [
    ...(days.length === 0 ? [`schedule "${name}" has no days`] : []),
    ...([from, to].every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time))
      ? from < to
        ? []
        : [`schedule "${name}" ends at ${to}, which is not after ${from}`]
      : [`schedule "${name}" needs times as HH:MM, but has ${from} and ${to}`]),
    ...(name === otherTimes ? [`no schedule can be named "${otherTimes}": all other times are`] : []),
  ]);
  const names = schedules.map(({ name }) => name);
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    problems.push(`two schedules are named "${name}"`);
  }
  const zones = [...new Set(schedules.map(({ timeZone }) => timeZone ?? 'UTC'))];
  if (zones.length > 1) problems.push(`all schedules need one time zone, but there are ${zones.join(', ')}`);
  if (schedules.length > maxSchedules) problems.push(`${schedules.length} schedules, but Azure takes ${maxSchedules}`);
  return [...problems, ...overlaps(schedules)];
}

/** Days on which a schedule's end brings back the other times: not where another schedule begins that minute. */
export function lastDays(schedule: AutoscaleSchedule, all: readonly AutoscaleSchedule[]): readonly Weekday[] {
  const continued = all.filter(({ from }) => from === schedule.to).flatMap(({ days }) => days);
  return schedule.days.filter((day) => !continued.includes(day));
}

/** Azure knows begins only: the one that ends first would end the other too. */
function overlaps(schedules: readonly AutoscaleSchedule[]): string[] {
  return schedules.flatMap((one, index) =>
    schedules.slice(index + 1).flatMap((other) => {
      const day = one.days.find((name) => other.days.includes(name));
      return day !== undefined && one.from < other.to && other.from < one.to
        ? [`schedules "${one.name}" and "${other.name}" overlap on ${day}`]
        : [];
    }),
  );
}
