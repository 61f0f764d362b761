import { Float, isInt, isNumber, type Value } from '../values/value';
import type { Row } from './row';

interface Column {
  present: number;
  nulls: number;
  numbers: number;
  floats: number;
}

/**
 * What the columns of a dataset do to its values. Prompt flow reads data into a table: a key that some records lack is
 * NaN there, and a column of numbers with a gap, a null or a fraction anywhere holds floats throughout.
 */
export class Columns {
  private readonly columns = new Map<string, Column>();
  private rows = 0;

  /** To be called for every record before `complete` is for any. */
  observe(row: Row): void {
    this.rows++;
    for (const [name, value] of row) {
      let column = this.columns.get(name);
      if (column === undefined) this.columns.set(name, (column = { present: 0, nulls: 0, numbers: 0, floats: 0 }));
      column.present++;
      if (value === null) column.nulls++;
      if (isNumber(value)) column.numbers++;
      if (value instanceof Float) column.floats++;
    }
  }

  get names(): ReadonlySet<string> {
    return new Set(this.columns.keys());
  }

  /** A record as the table has it, with all columns. */
  complete(row: Row): Row {
    return new Map(
      [...this.columns].map(([name, column]) => {
        const value = row.get(name);
        if (value === undefined) return [name, notANumber];
        return [name, this.holdsFloats(column) ? toFloat(value) : value];
      }),
    );
  }

  private holdsFloats({ present, nulls, numbers, floats }: Column): boolean {
    const gaps = present < this.rows || nulls > 0 || floats > 0;
    return gaps && numbers > 0 && numbers + nulls === present;
  }
}

const notANumber = new Float(NaN);

function toFloat(value: Value): Value {
  if (value === null) return notANumber;
  return isInt(value) ? new Float(Number(value)) : value;
}
