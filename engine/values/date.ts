import { isDict, isList, ObjectValue, type Value } from './value';

/** A Python date, which YAML makes of `2024-01-31` without quotes. JSON cannot hold it, so no flow can give it out. */
export class DateValue extends ObjectValue {
  readonly typeName = 'date';

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

/** Whether a value is a date, or has one anywhere in it. */
export function holdsDate(value: Value): boolean {
  if (isDict(value)) return [...value.values()].some(holdsDate);
  return isList(value) ? value.some(holdsDate) : value instanceof DateValue;
}
