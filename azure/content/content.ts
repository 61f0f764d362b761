import { createHash, type Hash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { ContentError } from './content-error';
import { listFiles, type ContentFile } from './files';

/** A file with what was found when it was read. */
export interface HashedFile extends ContentFile {
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of its bytes, in hex: what `sha256sum` prints. */
  readonly hash: string;
}

/** What is registered: the files, and the hash that tells whether they are registered already. */
export interface Content {
  readonly hash: string;
  readonly files: readonly HashedFile[];
}

/** The content hash of a folder or a file. See readContent. */
export async function hashContent(path: string): Promise<string> {
  return (await readContent(path)).hash;
}

/**
 * Reads a folder or a file and hashes it. Only names and bytes count (line endings too), so every machine with the same
 * files finds the same hash: times, permissions, and what ignore files leave out do not matter.
 *
 * - A file: SHA-256 of its bytes; its name does not count.
 * - A folder: SHA-256 over its files in the order of their paths, each as length of the path (4 bytes, big-endian),
 *   path (UTF-8), length of the content (8 bytes, big-endian), content.
 *
 * @throws ContentError where the path is missing, holds no file, or changes while it is read.
 */
export async function readContent(path: string): Promise<Content> {
  const absolute = resolve(path);
  const kind = await stat(absolute).catch(() => undefined);
  if (kind === undefined) {
    throw new ContentError(`${absolute} does not exist.`, 'missing', absolute, 'Check the path in the flow config.');
  }
  if (kind.isFile()) {
    const file = await readFile({ path: basename(absolute), source: absolute });
    return { hash: file.hash, files: [file] };
  }
  const listed = await listFiles(absolute);
  if (listed.length === 0) {
    throw new ContentError(
      `${absolute} holds no file, apart from what ignore files leave out.`,
      'empty-folder',
      absolute,
      'Check the path, and the .gitignore and .amlignore files that hold for it.',
    );
  }
  const whole = createHash('sha256');
  const files: HashedFile[] = [];
  for (const file of listed) files.push(await readFile(file, whole));
  return { hash: whole.digest('hex'), files };
}

/** Hashes one file, and adds it to the hash of the folder. */
async function readFile(file: ContentFile, folder?: Hash): Promise<HashedFile> {
  const own = createHash('sha256');
  const handle = await open(file.source);
  try {
    const { size } = await handle.stat();
    folder?.update(lengthPrefix(file.path, size));
    let read = 0;
    for await (const chunk of handle.createReadStream({
      autoClose: false,
      highWaterMark: chunkBytes,
    }) as AsyncIterable<Buffer>) {
      own.update(chunk);
      folder?.update(chunk);
      read += chunk.length;
    }
    if (read !== size) throw changedWhileReading(file.source);
    return { ...file, size, hash: own.digest('hex') };
  } finally {
    await handle.close();
  }
}

const chunkBytes = 256 * 1024;

function lengthPrefix(path: string, size: number): Buffer {
  const name = Buffer.from(path, 'utf8');
  const prefix = Buffer.alloc(4 + name.length + 8);
  prefix.writeUInt32BE(name.length, 0);
  name.copy(prefix, 4);
  prefix.writeBigUInt64BE(BigInt(size), 4 + name.length);
  return prefix;
}

/** Nothing is registered from a file that something else is writing: its hash would not be that of its bytes. */
export function changedWhileReading(source: string): ContentError {
  return new ContentError(
    `${source} changed while it was read.`,
    'changed-while-reading',
    source,
    'Run the command again when nothing writes to it.',
  );
}
