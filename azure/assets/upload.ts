import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Transform, type TransformCallback } from 'node:stream';
import { type BlockBlobClient, type ContainerClient } from '@azure/storage-blob';
import { type Limit } from 'p-limit';
import { changedWhileReading, type HashedFile } from '../content/content';

/** Files up to this size are sent in one request. */
const singleRequestBytes = 4 * 1024 * 1024;
const parallelBlocks = 4;

interface UploadOptions {
  readonly container: ContainerClient;
  /** Folder in the container. It must be named after the content, because blobs that are there are not sent again. */
  readonly folder: string;
  readonly files: readonly HashedFile[];
  /** Shared by all uploads of a registry, so that their total is bounded. */
  readonly limit: Limit;
  readonly onProgress: (bytes: { readonly done: number; readonly total: number }) => void;
}

/** Sends the files that the container does not hold yet. What an interrupted upload left there is used. */
export async function upload({ container, folder, files, limit, onProgress }: UploadOptions): Promise<void> {
  const present = await sizesOfBlobs(container, `${folder}/`);
  const missing = files.filter(({ path, size }) => present.get(`${folder}/${path}`) !== size);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = total - missing.reduce((sum, { size }) => sum + size, 0);
  onProgress({ done, total });

  const abort = new AbortController();
  const sends = missing.map((file) => {
    let counted = 0;
    const onSent = (bytes: number): void => {
      if (bytes === counted) return;
      done += bytes - counted;
      counted = bytes;
      onProgress({ done, total });
    };
    return limit(async () => {
      await send(container.getBlockBlobClient(`${folder}/${file.path}`), file, { abortSignal: abort.signal, onSent });
      onSent(file.size);
    });
  });
  try {
    await Promise.all(sends);
  } catch (error) {
    abort.abort();
    await Promise.allSettled(sends);
    throw error;
  }
}

async function sizesOfBlobs(container: ContainerClient, prefix: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { name, properties } of container.listBlobsFlat({ prefix }))
    sizes.set(name, properties.contentLength ?? 0);
  return sizes;
}

interface SendOptions {
  readonly abortSignal: AbortSignal;
  /** Called with the bytes of this file that were sent so far. */
  readonly onSent: (bytes: number) => void;
}

/**
 * Sends one file, provided that its bytes are still those that were hashed: a blob under the hash's name must hold
 * nothing else. A blob appears whole or not at all.
 */
async function send(blob: BlockBlobClient, file: HashedFile, { abortSignal, onSent }: SendOptions): Promise<void> {
  abortSignal.throwIfAborted();
  if (file.bytes !== undefined || file.size <= singleRequestBytes) {
    const bytes = file.bytes ?? (await readFile(file.source));
    if (createHash('sha256').update(bytes).digest('hex') !== file.hash) throw changedWhileReading(file.source);
    await blob.upload(bytes, bytes.length, { abortSignal });
    return;
  }
  const source = createReadStream(file.source);
  const checked = new HashCheck(file);
  source.on('error', (error) => checked.destroy(error));
  try {
    await blob.uploadStream(source.pipe(checked), singleRequestBytes, parallelBlocks, {
      abortSignal,
      onProgress: ({ loadedBytes }) => onSent(loadedBytes),
    });
  } finally {
    source.destroy();
  }
}

/** Passes a file through and ends in an error where it is not the one that was hashed, before its blocks become a blob. */
class HashCheck extends Transform {
  private readonly hash = createHash('sha256');

  constructor(private readonly file: HashedFile) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.hash.update(chunk);
    callback(null, chunk);
  }

  override _flush(callback: TransformCallback): void {
    callback(this.hash.digest('hex') === this.file.hash ? null : changedWhileReading(this.file.source));
  }
}
