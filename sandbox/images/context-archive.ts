import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { extract } from 'tar-stream';

/** A context as `docker build` gets it: files by path, with the digest of them all. */
export interface ImageContext {
  readonly files: ReadonlyMap<string, ContextFile>;
  /** `sha256:…` */
  readonly digest: string;
}

export interface ContextFile {
  readonly content: Buffer;
  readonly mode: number;
}

const unzip = promisify(gunzip);

/**
 * Reads an uploaded context.
 * @throws Error for what is no tar.gz
 */
export async function readContext(archive: Buffer): Promise<ImageContext> {
  const files = new Map<string, ContextFile>();
  const reader = extract();
  const tar = await unzip(archive);
  reader.end(tar);
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const { name, type, mode } = entry.header;
    const path = name.replace(/^\.\//, '');
    if (type === 'file') files.set(path, { content: Buffer.concat(chunks), mode });
  }
  const hash = createHash('sha256');
  for (const [path, { content, mode }] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
    hash.update(`${path.length}:${path}${mode}:${content.length}:`).update(content);
  }
  return { files, digest: `sha256:${hash.digest('hex')}` };
}

/**
 * Writes one file of a context below a folder.
 * @throws Error for a path that leads out of it
 */
export async function writeContextFile(folder: string, path: string, { content, mode }: ContextFile): Promise<void> {
  const file = join(folder, path);
  if (!file.startsWith(folder + sep)) throw new Error(`the file '${path}' would lie outside the image`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content, { mode: mode & 0o777 });
}
