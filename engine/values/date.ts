import { isDict, isList, ObjectValue, type Value } from './value';

/** A Python date, which YAML makes of `2024-01-31` without quotes. JSON cannot hold it, so no flow can give it out. */
export class DateValue extends ObjectValue {
  readonly typeName: string = 'date';

  constructor(
    /** As ISO 8601 writes it. */
    readonly text: string,
  ) {
    super();
  }

  /** The date that a text names, or undefined if there is no such day. */
  static parse(text: string): DateValue | undefined {
    const day = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? new DateValue(text) : undefined;
  }

  override str(): string {
    return this.text;
  }

  repr(): string {
    return `datetime.date(${this.text.split('-').map(Number).join(', ')})`;
  }

  override equals(other: Value): boolean {
    return other instanceof DateValue && other.text === this.text;
  }
}

/** `2024-01-31 10:00:00` as YAML has it: perhaps with a `T`, a fraction and an offset. */
export const timestamp =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(?:Z|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?$/;

/** A Python datetime without a time zone, which YAML makes of a day and a time of day without quotes: in UTC if it has an offset. */
export class TimeValue extends DateValue {
  override readonly typeName = 'datetime';

  static override parse(text: string): TimeValue | undefined {
    const found = timestamp.exec(text);
    if (found === null) return undefined;
    const [, year, month, day, hour, minute, second, fraction = '', sign, hours = '0', minutes = '0'] = found;
    const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
    const local = Date.UTC(...([year, Number(month) - 1, day, hour, minute, second].map(Number) as [number, number]));
    if (DateValue.parse(`${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`) === undefined) return undefined;
    if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
    const whole = new Date(local - offset * 60_000).toISOString().slice(0, 19).replace('T', ' ');
    const micros = fraction.slice(0, 6).padEnd(6, '0');
    return new TimeValue(Number(micros) === 0 ? whole : `${whole}.${micros}`);
  }

  override repr(): string {
    const parts = this.text.split(/[^0-9]/).map(Number);
    // Seconds and below are left out where they are nothing.
    while (parts.length > 5 && parts.at(-1) === 0) parts.pop();
    return `datetime.datetime(${parts.join(', ')})`;
  }
}

/** The date that is a value, or that is anywhere in it. */
export function dateIn(value: Value): DateValue | undefined {
  if (value instanceof DateValue) return value;
  const items = isDict(value) ? value.values() : isList(value) ? value : [];
  for (const item of items) {
    const found = dateIn(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
