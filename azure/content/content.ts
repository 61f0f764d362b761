import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { ContentError } from './content-error';
import { listContent, type ContentFile } from './files';

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
  const listed = await listContent(path);
  return listed.kind === 'folder' ? hashFiles(listed.files) : hashSingle(listed.file);
}

/** Reads what must be one file. See readContent. */
export async function readFileContent(path: string): Promise<Content> {
  const listed = await listContent(path);
  if (listed.kind === 'file') return hashSingle(listed.file);
  throw new ContentError(`${path} is a folder.`, 'not-a-file', path, 'Name the file in it.');
}

async function hashSingle(file: ContentFile): Promise<Content> {
  const hashed = await hashFile(file);
  return { hash: hashed.hash, files: [hashed] };
}

/** Hashes files as those of one folder. */
export async function hashFiles(files: readonly ContentFile[]): Promise<Content> {
  const folder = createHash('sha256');
  const hashed: HashedFile[] = [];
  for (const file of [...files].sort(byPath)) hashed.push(await hashFile(file, folder));
  return { hash: folder.digest('hex'), files: hashed };
}

/** In the order of their UTF-16 code units, which no locale changes. */
function byPath(one: ContentFile, other: ContentFile): number {
  return one.path < other.path ? -1 : 1;
}

/** Hashes one file, and adds it to the hash of the folder. */
async function hashFile(file: ContentFile, folder?: Hash): Promise<HashedFile> {
  if (file.bytes !== undefined) {
    folder?.update(lengthPrefix(file.path, file.bytes.length)).update(file.bytes);
    return { ...file, size: file.bytes.length, hash: createHash('sha256').update(file.bytes).digest('hex') };
  }
  const own = createHash('sha256');
  const handle = await open(file.source);
  try {
    const { size } = await handle.stat();
    folder?.update(lengthPrefix(file.path, size));
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, size + 1));
    let read = 0;
    for (;;) {
      const { bytesRead } = await handle.read(chunk);
      if (bytesRead === 0) break;
      const bytes = chunk.subarray(0, bytesRead);
      own.update(bytes);
      folder?.update(bytes);
      read += bytesRead;
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
