import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { buffer } from 'node:stream/consumers';
import { gzip } from 'node:zlib';
import { pack } from 'tar-stream';

/** A file of the folder that an image is built from. */
export interface ContextFile {
  /** With `/` on every system. */
  readonly path: string;
  readonly content: string | Buffer;
  /** @default false */
  readonly executable?: boolean;
}

/** 64 bits of the hash: enough to tell contexts apart, and short enough to read. */
const tagDigits = 16;
const epoch = new Date(0);
const compress = promisify(gzip);

/** The tag of an image by what it is built from: sorted paths, modes and bytes. */
export function contextTag(files: readonly ContextFile[]): string {
  const hash = createHash('sha256');
  for (const { path, content, executable = false } of sorted(files)) {
    const bytes = Buffer.from(content);
    hash.update(`${Buffer.byteLength(path)}:${path}${executable ? 'x' : '-'}${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex').slice(0, tagDigits);
}

/** The context as a registry takes it. The same files give the same bytes, whenever and by whomever they are packed. */
export async function packContext(files: readonly ContextFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content, executable = false } of sorted(files)) {
    archive.entry({ name: path, mode: executable ? 0o755 : 0o644, mtime: epoch }, Buffer.from(content));
  }
  archive.finalize();
  return compress(await buffer(archive));
}

function sorted(files: readonly ContextFile[]): readonly ContextFile[] {
  return [...files].sort(({ path: one }, { path: other }) => (one < other ? -1 : 1));
}
