import { appendFileSync, closeSync, existsSync, openSync, readFileSync, readSync, renameSync, rmSync } from 'node:fs';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Value } from '../values/value';
import { formatJson } from '../values/format-json';
import { dataOf, parseRecord, type LineRecord } from './line-record';
import { runFiles } from './run-files';

interface Extent {
  readonly offset: number;
  readonly length: number;
}

/**
 * The lines that an interrupted run had ended. They are set aside, so that a resumed run that is interrupted in its turn
 * loses none of them, and only their places are held in memory.
 */
export class EndedLines {
  private constructor(
    private readonly path: string,
    private readonly extents: ReadonlyMap<number, Extent>,
  ) {}

  static async setAside(folder: string): Promise<EndedLines> {
    const details = join(folder, runFiles.details);
    const path = `${details}.ended`;
    if (existsSync(path) && existsSync(details)) {
      // A line that was cut off must not run into the next.
      appendFileSync(path, '\n');
      appendFileSync(path, readFileSync(details));
      rmSync(details);
    } else if (existsSync(details)) {
      renameSync(details, path);
    }
    return new EndedLines(path, existsSync(path) ? await completedLines(path) : new Map());
  }

  /** What a line gave, if it completed with the same inputs and all that it gave is in the file. */
  get(lineNumber: number, inputs: ReadonlyMap<string, Value>): LineRecord | undefined {
    const extent = this.extents.get(lineNumber);
    if (extent === undefined) return undefined;
    const record = parseRecord(this.read(extent));
    if (record?.aggregated === undefined || formatJson(record.inputs) !== formatJson(dataOf(inputs))) return undefined;
    return record;
  }

  /** To be called when all of them are in the resumed run's own files. */
  discard(): void {
    rmSync(this.path, { force: true });
  }

  private read({ offset, length }: Extent): string {
    const file = openSync(this.path, 'r');
    try {
      const bytes = Buffer.alloc(length);
      readSync(file, bytes, 0, length, offset);
      return bytes.toString();
    } finally {
      closeSync(file);
    }
  }
}

async function completedLines(path: string): Promise<ReadonlyMap<number, Extent>> {
  const extents = new Map<number, Extent>();
  let rest = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const record = parseRecord(rest.subarray(0, end).toString());
      if (record?.status === 'Completed') extents.set(record.lineNumber, { offset, length: end });
      offset += end + 1;
      rest = rest.subarray(end + 1);
    }
  }
  return extents;
}
