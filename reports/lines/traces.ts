import { createReadStream, existsSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { stepsOf, type TraceStep } from './trace-step';

/** Where a line's trace is in the file of a run's traces. */
type Place = readonly [start: number, length: number];

const newline = 10;
/** Bytes that are read at once. */
const windowSize = 256 * 1024;
const lineNumber = /"key":"line_number","value":\{"intValue":"?(\d+)/;

/**
 * The traces of a run by line. They are in the order in which lines ended, so their places are kept and each is read
 * when its line is: memory grows with the number of lines only, not with what they said.
 */
export class RunTraces {
  /** What was read last: lines end about in their order, so the next trace is likely in it. */
  private window = Buffer.alloc(0);
  private windowStart = 0;

  private constructor(
    private readonly file: FileHandle | undefined,
    private readonly places: ReadonlyMap<number, Place>,
  ) {}

  /** Looks through the traces of a run; one that was written without any has none. */
  static async open(path: string): Promise<RunTraces> {
    if (!existsSync(path)) return new RunTraces(undefined, new Map());
    return new RunTraces(await open(path), await placesIn(path));
  }

  /** What the line's nodes did; none where its trace is missing or was cut off. */
  async steps(line: number): Promise<readonly TraceStep[]> {
    const place = this.places.get(line);
    if (this.file === undefined || place === undefined) return [];
    const [start, length] = place;
    const offset = start - this.windowStart;
    if (offset < 0 || offset + length > this.window.length) await this.move(this.file, start, length);
    const from = start - this.windowStart;
    return stepsOf(this.window.toString('utf8', from, from + length));
  }

  private async move(file: FileHandle, start: number, length: number): Promise<void> {
    const size = Math.max(length, windowSize);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, start);
    this.window = buffer.subarray(0, bytesRead);
    this.windowStart = start;
  }

  async close(): Promise<void> {
    await this.file?.close();
  }
}

async function placesIn(path: string): Promise<Map<number, Place>> {
  const places = new Map<number, Place>();
  let pieces: Buffer[] = [];
  let start = 0;
  let length = 0;
  const end = () => {
    const found = lineNumber.exec(Buffer.concat(pieces).toString('latin1'))?.[1];
    // A resumed run may have traced a line twice: the later one gave the answer.
    if (found !== undefined) places.set(Number(found), [start, length]);
    start += length + 1;
    length = 0;
    pieces = [];
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      pieces.push(chunk.subarray(from, at));
      length += at - from;
      end();
      from = at + 1;
    }
    pieces.push(chunk.subarray(from));
    length += chunk.length - from;
  }
  return places;
}
