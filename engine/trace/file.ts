import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { formatSpans } from './otlp-json';
import type { Span } from './span';

/**
 * Bytes that may wait to be written. A line of a batch leaves about two thousand: were they few, lines would wait for
 * the disk together, and then ask their models all at the same moment instead of one after the other.
 */
const mostUnwritten = 1 << 20;

/** A file of traces, which grows by a line for each run. */
export class TraceFile {
  private failure: Error | undefined;
  private draining: Promise<void> | undefined;

  private constructor(private readonly stream: WriteStream) {
    // Without a listener an error, such as a full disk, would end the process.
    stream.on('error', (error) => (this.failure ??= error));
  }

  /** Opens the file to append to it, and makes its folder. */
  static async open(path: string): Promise<TraceFile> {
    await mkdir(dirname(path), { recursive: true });
    const stream = createWriteStream(path, { flags: 'a', highWaterMark: mostUnwritten });
    await once(stream, 'open');
    return new TraceFile(stream);
  }

  /** Resolves when more can be written without filling the memory. */
  async append(spans: readonly Span[]): Promise<void> {
    if (this.failure !== undefined) return;
    if (this.stream.write(`${formatSpans(spans)}\n`)) return;
    this.draining ??= this.drained().finally(() => (this.draining = undefined));
    await this.draining;
  }

  /** Writes what is left. Gives the error that lost lines, if there was one. */
  async close(): Promise<Error | undefined> {
    if (this.failure !== undefined) return this.failure;
    this.stream.end();
    await finished(this.stream).catch((error: unknown) => (this.failure ??= error as Error));
    return this.failure;
  }

  /** Also ends when writing fails: the failure is kept by then. */
  private async drained(): Promise<void> {
    await once(this.stream, 'drain').catch(() => undefined);
  }
}
