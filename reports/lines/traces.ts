import { createReadStream, existsSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { stepsOf, type TraceStep } from './trace-step';

/** Where a line's trace is in the file of a run's traces. */
type Place = readonly [start: number, length: number];

const newline = 10;
const lineNumber = /"key":"line_number","value":\{"intValue":"?(\d+)/;

/**
 * The traces of a run by line. They are in the order in which lines ended, so their places are kept and each is read
 * when its line is: memory grows with the number of lines only, not with what they said.
 */
export class RunTraces {
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
    const { buffer } = await this.file.read(Buffer.alloc(length), 0, length, start);
    return stepsOf(buffer.toString('utf8'));
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
