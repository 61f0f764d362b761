import { z } from 'zod';
import { textLike } from '../text-rule';

const instances = z.int().min(1).max(50);

const timeOfDay = textLike({
  pattern: /^(?:[01]\d|2[0-3]):[0-5]\d$/,
  code: 'wrong-format',
  expected: 'a time of day is needed, from 00:00 to 23:59',
  hint: "Write '08:00', for example.",
});

const weekday = z.enum(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']);

/** The form of Windows' names; Azure Monitor refuses those of other systems, such as Europe/Berlin. */
const timeZone = textLike({
  pattern: /^(?:UTC(?:[+-]\d\d)?|Russia Time Zone (?:3|10|11)|[A-Z][A-Za-z. ]*Standard Time(?: \(Mexico\))?)$/,
  code: 'wrong-format',
  expected: 'a time zone is needed as Windows names it',
  hint: "Write 'W. Europe Standard Time', for example.",
});

const schedule = z
  .strictObject({
    days: z.array(weekday).min(1).default(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']).meta({
      description: 'Days of the week.',
    }),
    from: timeOfDay.meta({ description: 'Begin, as HH:MM.' }),
    to: timeOfDay.meta({ description: 'End, as HH:MM, on the same day.' }),
    timeZone: timeZone.default('UTC').meta({
      description: 'Time zone as Windows names it, such as W. Europe Standard Time. One for all schedules of a target.',
    }),
    minimum: instances.meta({ description: 'Fewest instances in that time.' }),
    maximum: instances.meta({ description: 'Most instances in that time.' }),
  })
  .superRefine(({ from, to }, context) => {
    if (from < to) return;
    const params = { code: 'wrong-order', hint: 'Write two schedules where one goes past midnight.' };
    context.addIssue({ code: 'custom', path: ['to'], message: `A schedule from ${from} ends at ${to}.`, params });
  });

/** How many instances a managed deployment has, by load and by time. */
export const autoscale = z
  .strictObject({
    minimum: instances.default(1).meta({ description: 'Fewest instances.' }),
    maximum: instances.meta({ description: 'Most instances.' }),
    cpuPercent: z.int().min(10).max(95).exactOptional().meta({
      description: 'Average CPU above which an instance is added; below half of it one is taken away.',
    }),
    requestsPerMinute: z.int().min(1).exactOptional().meta({
      description: 'Requests a minute and instance above which one is added; below half of it one is taken away.',
    }),
    schedules: z.record(z.string().min(1), schedule).default({}).meta({
      description: 'Times of the week with bounds of their own, by name. Azure takes 9 at most.',
    }),
  })
  .superRefine(({ minimum, maximum, cpuPercent, requestsPerMinute, schedules }, context) => {
    const add = (path: readonly string[], message: string, hint: string): void =>
      context.addIssue({ code: 'custom', path: [...path], message, params: { code: 'autoscale', hint } });
    for (const [path, bounds] of [
      [[], { minimum, maximum }] as const,
      ...Object.entries(schedules).map(([name, one]) => [['schedules', name], one] as const),
    ]) {
      if (bounds.minimum <= bounds.maximum) continue;
      add([...path, 'minimum'], `At least ${bounds.minimum} and at most ${bounds.maximum} instances.`, 'Swap the two.');
    }
    for (const { path, message, hint } of clashes(schedules)) add(path, message, hint);
    if (Object.keys(schedules).length > 9) {
      add(['schedules'], `${Object.keys(schedules).length} schedules; Azure takes 9.`, 'Merge some of them.');
    }
    if (cpuPercent === undefined && requestsPerMinute === undefined && Object.keys(schedules).length === 0) {
      add([], 'Autoscale without a rule changes nothing.', 'Add cpuPercent: 70, for example.');
    }
  });

type Schedules = Readonly<Record<string, z.output<typeof schedule>>>;

interface Clash {
  readonly path: readonly string[];
  readonly message: string;
  readonly hint: string;
}

/** Azure ends a schedule where another begins, so there must be no doubt about which one holds. */
function clashes(schedules: Schedules): Clash[] {
  const all = Object.entries(schedules);
  return all.flatMap(([name, one], index): Clash[] => {
    const path = ['schedules', name];
    const message = "No schedule can be named 'default': all other times are.";
    return [
      ...(name === 'default' ? [{ path, message, hint: 'Rename it.' }] : []),
      ...all.slice(0, index).flatMap(([otherName, other]): Clash[] => {
        const both = `Schedules '${otherName}' and '${name}'`;
        if (one.timeZone !== other.timeZone) {
          const zones = `${both} are in two time zones, ${other.timeZone} and ${one.timeZone}.`;
          return [{ path: [...path, 'timeZone'], message: zones, hint: 'Write all schedules in one time zone.' }];
        }
        const day = one.days.find((candidate) => other.days.includes(candidate));
        if (day === undefined || one.from >= other.to || other.from >= one.to) return [];
        const hint = 'Let one begin where the other ends.';
        return [{ path: [...path, 'from'], message: `${both} overlap on ${day}.`, hint }];
      }),
    ];
  });
}
