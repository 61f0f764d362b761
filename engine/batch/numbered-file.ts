import { closeSync, openSync, readSync, renameSync, writeSync } from 'node:fs';

/**
 * A file with a line of JSON for each line of a batch, in the order in which they end. Only their numbers and places are
 * held in memory. Lines are written whole and at once, so that a program that is killed leaves all that had ended.
 */
export class NumberedFile {
  // Three arrays of numbers take a fraction of what an object for each line would.
  private readonly numbers: number[] = [];
  private readonly offsets: number[] = [];
  private readonly lengths: number[] = [];
  private readonly file: number;
  private size = 0;
  private sorted = true;

  constructor(private readonly path: string) {
    this.file = openSync(path, 'w+');
  }

  append(lineNumber: number, json: string): void {
    const bytes = Buffer.from(`${json}\n`);
    writeSync(this.file, bytes, 0, bytes.length, this.size);
    this.sorted &&= lineNumber > (this.numbers.at(-1) ?? -1);
    this.numbers.push(lineNumber);
    this.offsets.push(this.size);
    this.lengths.push(bytes.length);
    this.size += bytes.length;
  }

  /** Closes the file with its lines in the order of their numbers. A program that is killed meanwhile leaves it as it was. */
  finish(): void {
    if (!this.sorted) this.sort();
    closeSync(this.file);
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
