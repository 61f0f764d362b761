import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Table, type NumberedRow } from '../data/table';
import { FlowError } from '../error';
import type { ColumnMapping, SourceColumns, SourceRows } from './mapping';
import { gatherMeasures } from './measures';
import { runFiles, type RunRecord } from './run-files';

export interface SourceLine {
  readonly lineNumber: number;
  readonly rows: SourceRows;
  /** Folder that relative paths in the line start from: that of the file which its data come from. */
  readonly folder: string;
}

/** What lines are made of: data, and the inputs and outputs of an earlier run, joined where their line numbers agree. */
export class Sources {
  private constructor(
    private readonly tables: ReadonlyMap<string, Table>,
    private readonly limit: number,
  ) {}

  /** @param mapping tells whether the measures of the earlier run are needed, which take time to gather */
  static async open(
    data: readonly string[],
    earlierRun: string | undefined,
    { mapping = {}, limit = Infinity }: { readonly mapping?: ColumnMapping; readonly limit?: number | undefined } = {},
  ): Promise<Sources> {
    const tables = new Map<string, Table>();
    if (data.length > 0) tables.set('data', await Table.open(data.map((path) => resolve(path))));
    if (earlierRun !== undefined) {
      tables.set('run.inputs', await Table.open(await originalData(earlierRun)));
      const outputs = await Table.open([outputsOf(earlierRun) ?? join(earlierRun, runFiles.outputs)]);
      // A run of which no line succeeded gives none: an evaluation that asks for none goes over all lines.
      if (outputs.size > 0) tables.set('run.outputs', outputs);
      if (Object.values(mapping).some((value) => String(value).startsWith('${run.system.'))) {
        tables.set('run.system', await Table.open([await gatherMeasures(earlierRun)]));
      }
    }
    return new Sources(tables, limit);
  }

  /** Number of lines, or, where sources are joined, the most there can be. */
  get size(): number {
    return Math.min(this.limit, ...[...this.tables.values()].map((table) => table.size));
  }

  get columns(): SourceColumns {
    return new Map([...this.tables].map(([name, table]) => [name, table.columnNames]));
  }

  /** Throws where a source has no lines, or sources that count theirs have not the same number of them. */
  check(): void {
    const empty = [...this.tables].filter(([, table]) => table.size === 0).map(([name]) => name);
    if (empty.length === this.tables.size) {
      const message = "Couldn't find any inputs data at the given input paths. Please review the provided path.";
      throw new FlowError('EmptyInputsData', message);
    }
    if (empty.length > 0) {
      const message = `The input for batch run is incorrect. Input from key '${empty.join("', '")}' is an empty list, so there is no line for the flow to run.`;
      throw new FlowError('InputMappingError', message);
    }
    checkLengths(this.tables);
  }

  /** The lines that all sources have, by rising numbers. */
  async *lines(): AsyncGenerator<SourceLine> {
    const cursors = new Map([...this.tables].map(([name, table]) => [name, new Cursor(table.rows())]));
    const all = [...cursors.values()];
    await Promise.all(all.map((cursor) => cursor.advance()));
    for (let taken = 0; taken < this.limit;) {
      const numbers = all.map((cursor) => cursor.current?.lineNumber);
      if (!numbers.every((number) => number !== undefined)) return;
      const highest = Math.max(...numbers);
      const behind = all.filter((cursor) => cursor.current !== undefined && cursor.current.lineNumber < highest);
      if (behind.length === 0) {
        taken += 1;
        const rows = new Map([...cursors].map(([name, cursor]) => [name, cursor.row]));
        yield { lineNumber: highest, rows, folder: dirname(all[0]?.current?.file ?? '.') };
      }
      await Promise.all((behind.length === 0 ? all : behind).map((cursor) => cursor.advance()));
    }
  }
}

/** Sources without line numbers are joined by counting, so a line too many in one of them would go unseen. */
function checkLengths(tables: ReadonlyMap<string, Table>): void {
  const counted = [...tables].filter(([, table]) => !table.isNumbered);
  if (new Set(counted.map(([, table]) => table.size)).size <= 1) return;
  const sizes = counted.map(([name, table]) => `${name} has ${table.size}`).join(', ');
  const message = `The input for batch run is incorrect. Line numbers are not aligned: of the sources whose records have no line_number, ${sizes} lines. Give them the same number, or line numbers.`;
  throw new FlowError('InputMappingError', message);
}

class Cursor {
  current: NumberedRow | undefined;

  constructor(private readonly rows: AsyncGenerator<NumberedRow>) {}

  get row() {
    return this.current?.row ?? new Map();
  }

  async advance(): Promise<void> {
    const next = await this.rows.next();
    this.current = next.done === true ? undefined : next.value;
  }
}

/** Throws for a folder that holds no run, or one that did not complete. */
export async function checkEarlierRun(folder: string): Promise<void> {
  const record = await readRecord(folder);
  if (record !== undefined && record.status !== 'Completed') {
    const message = `Referenced run ${folder} is not completed, got status ${record.status}. Finish it with --resume first.`;
    throw new FlowError('ValidationException', message, { file: folder });
  }
  const hasInputs = existsSync(join(folder, runFiles.inputs));
  if (hasInputs && outputsOf(folder) !== undefined) return;
  const missing = hasInputs ? runFiles.outputs : runFiles.inputs;
  const message = `Run ${folder} cannot be found: it has no ${missing}. Name the folder of a run that completed.`;
  throw new FlowError('RunNotFoundError', message, { file: folder });
}

/** Prompt flow has written some folders with the one file of outputs, and some with both. */
function outputsOf(folder: string): string | undefined {
  return [runFiles.outputs, runFiles.flowOutputs].map((file) => join(folder, file)).find((file) => existsSync(file));
}

/** The data that an earlier run was given, or its inputs where it was made of another run's. */
async function originalData(folder: string): Promise<readonly string[]> {
  const { data = [] } = (await readRecord(folder)) ?? {};
  return data.length === 0 ? [join(folder, runFiles.inputs)] : data;
}

/** Absent where prompt flow wrote the folder: it keeps such things elsewhere. */
async function readRecord(folder: string): Promise<RunRecord | undefined> {
  const file = join(folder, runFiles.record);
  const text = await readRecordFile(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as RunRecord;
  } catch (cause) {
    const message = `Referenced run ${folder} is not completed: its ${runFiles.record} is cut off. Finish it with --resume first.`;
    throw new FlowError('ValidationException', message, { file, cause });
  }
}

async function readRecordFile(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new FlowError('ValidationException', `The record of a run cannot be read: ${file}: ${message}`, {
      file,
      fault: 'system',
      cause,
    });
  }
}
