import { Float, isInt, type Value } from '../values/value';
import { Columns } from './columns';
import { dataFiles } from './data-files';
import { hasDataEnding, readRows } from './read-rows';
import type { Row } from './row';

export interface NumberedRow {
  /** From 0, or what the record's own `line_number` says. */
  readonly lineNumber: number;
  readonly row: Row;
  readonly file: string;
}

/** A dataset that is read as often as needed and never held: a first pass looks at the columns, later ones give the rows. */
export class Table {
  private constructor(private readonly survey: Survey) {}

  /** Opens files, and folders with all that is in them, as one dataset. Rejects with a `FlowError` where one cannot be read. */
  static async open(paths: readonly string[]): Promise<Table> {
    const files = (await Promise.all(paths.map(readableFiles))).flat();
    return new Table(await lookThrough(files));
  }

  /** Number of rows. */
  get size(): number {
    return this.survey.size;
  }

  /** Whether its records say their line numbers themselves. */
  get isNumbered(): boolean {
    return this.survey.numbered;
  }

  /** The columns that all its rows have. */
  get columnNames(): ReadonlySet<string> {
    const [first, ...others] = [...this.survey.files.values()].map((columns) => columns.names);
    return new Set([...(first ?? [])].filter((name) => others.every((names) => names.has(name))));
  }

  /** The rows by rising line numbers. Only rows with numbers of their own that are out of order are held in memory. */
  async *rows(): AsyncGenerator<NumberedRow> {
    const { rises } = this.survey;
    const rows = completeRows(this.survey);
    yield* rises ? rows : await inOrder(rows);
  }
}

/** A file that is named must be data; a folder may also hold others, such as the images that its data speaks of. */
async function readableFiles(path: string): Promise<readonly string[]> {
  const files = await dataFiles(path);
  if (files[0] === path) return files;
  const readable = await Promise.all(files.map(async (file) => hasDataEnding(file) || (await isJsonLines(file))));
  return files.filter((_, index) => readable[index]);
}

async function isJsonLines(file: string): Promise<boolean> {
  try {
    const rows = readRows(file);
    while ((await rows.next()).done !== true);
    return true;
  } catch {
    return false;
  }
}

interface Survey {
  /** Files with rows. Each is a table by itself: what one lacks does nothing to the columns of another. */
  readonly files: ReadonlyMap<string, Columns>;
  readonly size: number;
  /** Whether the line numbers rise, as those do that are counted. */
  readonly rises: boolean;
  /** Whether a record has a `line_number`: those without do not count then. */
  readonly numbered: boolean;
}

async function lookThrough(files: readonly string[]): Promise<Survey> {
  const own = new Looking();
  const counted = new Looking();
  for (const file of files) {
    for await (const row of readRows(file)) {
      const lineNumber = lineNumberOf(row);
      if (lineNumber === undefined) counted.observe(file, row, counted.size);
      else own.observe(file, row, lineNumber);
    }
  }
  const numbered = own.size > 0;
  const { columns, size, rises } = numbered ? own : counted;
  return { files: columns, size, rises, numbered };
}

class Looking {
  readonly columns = new Map<string, Columns>();
  size = 0;
  rises = true;
  private last = -1;

  observe(file: string, row: Row, lineNumber: number): void {
    let columns = this.columns.get(file);
    if (columns === undefined) this.columns.set(file, (columns = new Columns()));
    columns.observe(row);
    this.rises &&= lineNumber > this.last;
    this.last = lineNumber;
    this.size++;
  }
}

async function* completeRows({ files, numbered }: Survey): AsyncGenerator<NumberedRow> {
  let next = 0;
  for (const [file, columns] of files) {
    for await (const row of readRows(file)) {
      const lineNumber = numbered ? lineNumberOf(row) : next++;
      if (lineNumber !== undefined) yield { lineNumber, row: columns.complete(row), file };
    }
  }
}

/** Of rows with one number, the last counts. */
async function inOrder(rows: AsyncIterable<NumberedRow>): Promise<readonly NumberedRow[]> {
  const held = new Map<number, NumberedRow>();
  for await (const row of rows) held.set(row.lineNumber, row);
  return [...held.values()].sort((left, right) => left.lineNumber - right.lineNumber);
}

function lineNumberOf(row: Row): number | undefined {
  const value: Value | undefined = row.get('line_number');
  if (value instanceof Float) return Number.isFinite(value.value) ? Math.trunc(value.value) : undefined;
  if (typeof value === 'string') return /^\d+$/.test(value) ? Number(value) : undefined;
  return isInt(value) ? Number(value) : undefined;
}
