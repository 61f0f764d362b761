import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type BlobHeader, openBlobFile, type OpenBlob, readBlobHeader, writeTemporary } from './blob-file';
import { containerNotFound } from './storage-error';

export interface BlobAddress {
  readonly account: string;
  readonly container: string;
  readonly name: string;
}

/** What a writer says of a blob; the rest of the header is the store's. */
export type NewBlob = Pick<BlobHeader, 'size' | 'headers' | 'metadata' | 'blocks'>;

/** Throws where a change is not wanted, looking at the blob as it is at that moment. */
export type ChangeCheck = (existing: BlobHeader | undefined) => void;

/** The blobs of the sandbox, on disk. A blob is there whole or not at all, and once it is written it survives SIGKILL. */
export interface BlobStore {
  /** Content of a blob; undefined where there is none. */
  read(account: string, container: string, path: string): Promise<Buffer | undefined>;
  /** Names of the blobs that begin with `prefix`, sorted. */
  list(account: string, container: string, prefix: string): Promise<string[]>;
  /** What is known of those blobs, in the same order. */
  headers(account: string, container: string, prefix: string): BlobHeader[];
  open(address: BlobAddress): OpenBlob | undefined;
  write(
    address: BlobAddress,
    blob: NewBlob,
    content: Iterable<Buffer> | AsyncIterable<Buffer>,
    check: ChangeCheck,
  ): Promise<BlobHeader>;
  /** False where there was none. */
  delete(address: BlobAddress, check: ChangeCheck): boolean;
  /** A block that waits until a block list makes it part of the blob. */
  stageBlock(address: BlobAddress, id: string, content: Buffer): Promise<void>;
  /** The waiting blocks of a blob by their id. */
  stagedBlocks(address: BlobAddress): Map<string, StagedBlock>;
  discardBlocks(address: BlobAddress): void;
  /** Forgets all blobs of an account or of one of its containers. */
  drop(account: string, container?: string): void;
  /** Clears away what a killed process left, and accounts and containers that are no longer wanted. */
  sweep(isWanted: (account: string, container?: string) => boolean): Promise<void>;
}

export interface StagedBlock {
  readonly size: number;
  readonly open: () => OpenBlob | undefined;
}

const temporary = '.writing';
const trash = '.deleted';
const blocks = '.blocks';

/**
 * Opens the blobs under a directory; nothing is written until the first blob. A blob's file is named by the hash of its
 * name, because names may be longer than file names and differ by case alone.
 */
export function openBlobStore(directory: string): BlobStore {
  const folderOf = (account: string, container: string) => join(directory, safe(account), safe(container));
  const fileOf = ({ account, container, name }: BlobAddress) =>
    join(folderOf(account, container), createHash('sha256').update(name).digest('hex'));
  const blocksOf = (address: BlobAddress) => `${fileOf(address)}${blocks}`;

  // From the check to the rename nothing is awaited: no other request can come between.
  async function place(
    file: string,
    header: BlobHeader,
    content: Parameters<typeof writeTemporary>[2],
    check: ChangeCheck,
  ) {
    const written = await writeTemporary(join(directory, temporary), header, content);
    try {
      check(readBlobHeader(file));
      renameSync(written, file);
    } catch (error) {
      rmSync(written, { force: true });
      throw error;
    }
  }

  const store: BlobStore = {
    async read(account, container, path) {
      const blob = store.open({ account, container, name: path });
      return blob && buffer(blob.stream(0, blob.header.size));
    },
    list: (account, container, prefix) =>
      Promise.resolve(store.headers(account, container, prefix).map(({ name }) => name)),
    // Synchronous reads: a thousand headers take 20 ms, and no request sees half a listing.
    headers(account, container, prefix) {
      const folder = folderOf(account, container);
      return (ifPresent(() => readdirSync(folder)) ?? [])
        .filter((file) => !file.endsWith(blocks))
        .flatMap((file) => readBlobHeader(join(folder, file)) ?? [])
        .filter(({ name }) => name.startsWith(prefix))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    open: (address) => openBlobFile(fileOf(address)),
    async write(address, blob, content, check) {
      const now = Date.now();
      const file = fileOf(address);
      mkdirSync(folderOf(address.account, address.container), { recursive: true });
      const created = readBlobHeader(file)?.created ?? now;
      const header: BlobHeader = { name: address.name, created, modified: now, etag: newEtag(), ...blob };
      await place(file, header, content, check).catch((error: unknown) => {
        throw isMissing(error) ? containerNotFound(address.container) : error;
      });
      return header;
    },
    delete(address, check) {
      const file = fileOf(address);
      const existing = readBlobHeader(file);
      check(existing);
      if (existing === undefined) return false;
      rmSync(file);
      store.discardBlocks(address);
      return true;
    },
    async stageBlock(address, id, content) {
      const now = Date.now();
      const header = { name: id, size: content.length, etag: newEtag(), created: now, modified: now };
      mkdirSync(blocksOf(address), { recursive: true });
      const file = join(blocksOf(address), Buffer.from(id).toString('hex'));
      await place(file, { ...header, headers: {}, metadata: {} }, [content], () => undefined);
    },
    stagedBlocks(address) {
      const folder = blocksOf(address);
      const files = (ifPresent(() => readdirSync(folder)) ?? []).map((file) => join(folder, file));
      return new Map(
        files.flatMap((file) => {
          const header = readBlobHeader(file);
          return header ? [[header.name, { size: header.size, open: () => openBlobFile(file) }]] : [];
        }),
      );
    },
    discardBlocks: (address) => rmSync(blocksOf(address), { recursive: true, force: true }),
    drop(account, container) {
      const folder = container === undefined ? join(directory, safe(account)) : folderOf(account, container);
      const grave = join(directory, trash, randomUUID());
      mkdirSync(join(directory, trash), { recursive: true });
      ifPresent(() => renameSync(folder, grave));
      // What stays there is cleared by the next sweep.
      rm(grave, { recursive: true, force: true }).catch(() => undefined);
    },
    async sweep(isWanted) {
      for (const leftover of [temporary, trash]) {
        await rm(join(directory, leftover), { recursive: true, force: true, maxRetries: 3 });
      }
      const accounts = (ifPresent(() => readdirSync(directory)) ?? []).filter((name) => !name.startsWith('.'));
      for (const account of accounts) {
        if (!isWanted(account)) {
          store.drop(account);
          continue;
        }
        for (const container of readdirSync(join(directory, account))) {
          if (!isWanted(account, container)) store.drop(account, container);
        }
      }
    },
  };
  return store;
}

/** Account and container names become folders: only what Azure allows in them may pass. */
function safe(name: string): string {
  if (!/^[a-z0-9$][a-z0-9-]*$/.test(name)) throw containerNotFound(name);
  return name;
}

/** Undefined where the file or folder is not there. */
function ifPresent<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

const newEtag = () => `"0x${randomBytes(8).toString('hex').toUpperCase()}"`;
