import { Float, isInt, type Value } from '../values/value';
import { Columns } from './columns';
import { dataFiles } from './data-files';
import { hasDataEnding, readRows } from './read-rows';
import type { Row } from './row';

export interface NumberedRow {
  /** From 0, or what the record's own `line_number` says. */
  readonly lineNumber: number;
  readonly row: Row;
}

/** A dataset that is read as often as needed and never held: a first pass looks at the columns, later ones give the rows. */
export class Table {
  private constructor(
    private readonly files: readonly string[],
    private readonly survey: Survey,
  ) {}

  /** Opens files, and folders with all that is in them, as one dataset. Rejects with a `FlowError` where one cannot be read. */
  static async open(paths: readonly string[]): Promise<Table> {
    const files = (await Promise.all(paths.map(readableFiles))).flat();
    const survey = await lookThrough(files, new Set());
    return new Table(files, survey.mixed.size === 0 ? survey : await lookThrough(files, survey.mixed));
  }

  /** Number of rows. */
  get size(): number {
    return this.survey.size;
  }

  /** Whether its records say their line numbers themselves. */
  get isNumbered(): boolean {
    return this.survey.numbered;
  }

  get columnNames(): ReadonlySet<string> {
    return this.survey.columns.names;
  }

  /** The rows by rising line numbers. Only rows with numbers of their own that are out of order are held in memory. */
  async *rows(): AsyncGenerator<NumberedRow> {
    const { columns, mixed, rises } = this.survey;
    const rows = rowsOf(this.files, mixed);
    for await (const { lineNumber, row } of rises ? rows : await inOrder(rows)) {
      yield { lineNumber, row: columns.complete(row) };
    }
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
  readonly columns: Columns;
  readonly size: number;
  /** Whether the line numbers rise, as those do that are counted. */
  readonly rises: boolean;
  readonly numbered: boolean;
  /** Files of which some records have a `line_number`: those without do not count. */
  readonly mixed: ReadonlySet<string>;
}

async function lookThrough(files: readonly string[], mixed: ReadonlySet<string>): Promise<Survey> {
  const columns = new Columns();
  const numbered = new Set<string>();
  const counted = new Set<string>();
  let size = 0;
  let last = -1;
  let rises = true;
  for await (const { lineNumber, row, file, own } of rowsOf(files, mixed)) {
    columns.observe(row);
    (own ? numbered : counted).add(file);
    rises &&= lineNumber > last;
    last = lineNumber;
    size++;
  }
  const found = mixed.size > 0 ? mixed : new Set([...numbered].filter((file) => counted.has(file)));
  return { columns, size, rises, numbered: numbered.size > 0, mixed: found };
}

interface FoundRow extends NumberedRow {
  readonly file: string;
  /** Whether the record says its number itself. */
  readonly own: boolean;
}

async function* rowsOf(files: readonly string[], mixed: ReadonlySet<string>): AsyncGenerator<FoundRow> {
  let next = 0;
  for (const file of files) {
    for await (const row of readRows(file)) {
      const own = lineNumberOf(row);
      if (own === undefined && mixed.has(file)) continue;
      yield { lineNumber: own ?? next++, row, file, own: own !== undefined };
    }
  }
}

async function inOrder(rows: AsyncIterable<NumberedRow>): Promise<readonly NumberedRow[]> {
  const held: NumberedRow[] = [];
  for await (const row of rows) held.push(row);
  return held.sort((left, right) => left.lineNumber - right.lineNumber);
}

function lineNumberOf(row: Row): number | undefined {
  const value: Value | undefined = row.get('line_number');
  if (value instanceof Float) return Number.isFinite(value.value) ? Math.trunc(value.value) : undefined;
  if (typeof value === 'string') return /^\d+$/.test(value) ? Number(value) : undefined;
  return isInt(value) ? Number(value) : undefined;
}
