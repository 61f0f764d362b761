import { randomUUID } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync, type ReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What is known of a blob beside its bytes. */
export interface BlobHeader {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** With its quotes. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** `content-type`, `content-md5` and the like, answered as they stand here. */
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** The blocks that make up the content, in their order; absent for a blob that came in one request. */
  readonly blocks?: readonly { readonly id: string; readonly size: number }[];
}

/** A blob whose content can be read once; what replaces or deletes the blob meanwhile does not disturb the reader. */
export interface OpenBlob {
  readonly header: BlobHeader;
  /** Bytes from `start` to before `end`. Closes the blob when it ends. */
  stream(start: number, end: number): ReadStream;
  close(): void;
}

const lineFeed = 0x0a;
const chunkBytes = 4096;

/** Opens the file of a blob: a line of JSON, the header, and then the content. Undefined where there is none. */
export function openBlobFile(file: string): OpenBlob | undefined {
  const descriptor = openIfPresent(file);
  if (descriptor === undefined) return undefined;
  try {
    const line = readLine(descriptor);
    const start = line.length + 1;
    const header = JSON.parse(line.toString()) as BlobHeader;
    return {
      header,
      stream: (from, to) =>
        createReadStream(file, { fd: descriptor, start: start + from, end: Math.max(start, start + to - 1) }),
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

export function readBlobHeader(file: string): BlobHeader | undefined {
  const blob = openBlobFile(file);
  blob?.close();
  return blob?.header;
}

/** Writes a whole blob into a file of its own, from where a rename puts it in place; resolves once it is on disk. */
export async function writeTemporary(
  folder: string,
  header: BlobHeader,
  content: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, randomUUID());
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(`${JSON.stringify(header)}\n`);
    for await (const chunk of content) await handle.writeFile(chunk);
    await handle.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return file;
}

function openIfPresent(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function readLine(descriptor: number): Buffer {
  const chunks: Buffer[] = [];
  for (let position = 0; ; position += chunkBytes) {
    const chunk = Buffer.alloc(chunkBytes);
    const length = readSync(descriptor, chunk, 0, chunkBytes, position);
    const end = chunk.subarray(0, length).indexOf(lineFeed);
    if (end >= 0) return Buffer.concat([...chunks, chunk.subarray(0, end)]);
    if (length === 0) throw new Error('A blob file of the sandbox has no header line.');
    chunks.push(chunk.subarray(0, length));
  }
}
