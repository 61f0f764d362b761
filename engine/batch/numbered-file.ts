import { closeSync, openSync, readSync, renameSync, writeSync } from 'node:fs';

/** Lines that end at the same time are written at once, if they are not longer than this. */
const mostPending = 65_536;

/**
 * A file with a line of JSON for each line of a batch, in the order in which they end. Only their numbers and places are
 * held in memory. Lines are written whole, and before the program waits for anything, so that one that is killed leaves
 * all that had ended.
 */
export class NumberedFile {
  // Three arrays of numbers take a fraction of what an object for each line would.
  private readonly numbers: number[] = [];
  private readonly offsets: number[] = [];
  private readonly lengths: number[] = [];
  private readonly file: number;
  private size = 0;
  private written = 0;
  private pending = '';
  private flushing: NodeJS.Immediate | undefined;
  private failure: Error | undefined;
  private sorted = true;

  constructor(private readonly path: string) {
    this.file = openSync(path, 'w+');
  }

  append(lineNumber: number, json: string): void {
    const length = Buffer.byteLength(json) + 1;
    this.sorted &&= lineNumber > (this.numbers.at(-1) ?? -1);
    this.numbers.push(lineNumber);
    this.offsets.push(this.size);
    this.lengths.push(length);
    this.size += length;
    this.pending += `${json}\n`;
    if (this.pending.length > mostPending) this.flush();
    else this.flushing ??= setImmediate(() => this.flushLater());
  }

  /** Closes the file with its lines in the order of their numbers. A program that is killed meanwhile leaves it as it was. */
  finish(): void {
    clearImmediate(this.flushing);
    this.flush();
    if (!this.sorted) this.sort();
    closeSync(this.file);
  }

  private flush(): void {
    if (this.failure !== undefined) throw this.failure;
    if (this.pending === '') return;
    const bytes = Buffer.from(this.pending);
    this.pending = '';
    writeSync(this.file, bytes, 0, bytes.length, this.written);
    this.written += bytes.length;
  }

  /** Nobody is there to catch an error, such as a full disk: the next line, or the end, tells it. */
  private flushLater(): void {
    this.flushing = undefined;
    try {
      this.flush();
    } catch (error) {
      this.failure = error as Error;
    }
  }

  private sort(): void {
    const path = `${this.path}.sorted`;
    const target = openSync(path, 'w');
    const order = this.numbers.map((_, index) => index);
    order.sort((left, right) => (this.numbers[left] ?? 0) - (this.numbers[right] ?? 0));
    for (const index of order) {
      const bytes = Buffer.alloc(this.lengths[index] ?? 0);
      readSync(this.file, bytes, 0, bytes.length, this.offsets[index] ?? 0);
      writeSync(target, bytes);
    }
    closeSync(target);
    renameSync(path, this.path);
  }
}
