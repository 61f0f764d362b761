import { closeSync, openSync, readSync, renameSync, writeSync } from 'node:fs';

interface Extent {
  readonly offset: number;
  readonly length: number;
}

/**
 * A file with a line of JSON for each line of a batch, in the order in which they end. Only their places are held in
 * memory. Lines are written whole and at once, so that a program that is killed leaves all that had ended.
 */
export class NumberedFile {
  private readonly extents = new Map<number, Extent>();
  private file: number;
  private size = 0;
  private sorted = true;
  private last = -1;

  constructor(private readonly path: string) {
    this.file = openSync(path, 'w+');
  }

  append(lineNumber: number, json: string): void {
    const bytes = Buffer.from(`${json}\n`);
    writeSync(this.file, bytes, 0, bytes.length, this.size);
    this.extents.set(lineNumber, { offset: this.size, length: bytes.length });
    this.size += bytes.length;
    this.sorted &&= lineNumber > this.last;
    this.last = lineNumber;
  }

  /** Puts the lines into the order of their numbers. A program that is killed meanwhile leaves the file as it was. */
  sort(): void {
    if (this.sorted) return;
    const path = `${this.path}.sorted`;
    const file = openSync(path, 'w+');
    let size = 0;
    for (const lineNumber of this.lineNumbers()) {
      const { offset, length } = this.extents.get(lineNumber) as Extent;
      const bytes = Buffer.alloc(length);
      readSync(this.file, bytes, 0, length, offset);
      writeSync(file, bytes, 0, length, size);
      this.extents.set(lineNumber, { offset: size, length });
      size += length;
    }
    closeSync(this.file);
    this.file = file;
    this.sorted = true;
    renameSync(path, this.path);
  }

  close(): void {
    closeSync(this.file);
  }

  private lineNumbers(): readonly number[] {
    return [...this.extents.keys()].sort((left, right) => left - right);
  }
}
