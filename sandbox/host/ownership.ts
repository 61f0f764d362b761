import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity';

/** What the process that hosts a sandbox says of itself, in its directory. */
export interface HostRecord extends ProcessIdentity {
  readonly state: 'starting' | 'serving' | 'released';
  /** Where it serves, once it does: `http://127.0.0.1:<port>`. */
  readonly endpoint?: string;
}

/** The right to host a sandbox. It ends by `release`, or with the process. */
export interface Ownership {
  announce(endpoint: string): Promise<void>;
  release(): Promise<void>;
}

const fileName = (generation: number): string => `host-${String(generation)}.json`;

/**
 * Takes the right to host the sandbox of a directory; answers the record of the living host where there is one.
 *
 * Each owner writes a file of the next generation, which only one process can create, and the newest file is never
 * deleted: it is marked as released, or its process is dead. So no one can take away a lock that another has just taken
 * over, which deleting a stale lock file cannot rule out, and a killed owner blocks nobody.
 */
export async function claimOwnership(directory: string): Promise<Ownership | HostRecord> {
  for (;;) {
    const generations = await listGenerations(directory);
    const newest = generations.at(-1) ?? 0;
    if (newest > 0) {
      const record = await readRecord(join(directory, fileName(newest)));
      if (record === undefined) continue;
      if (record.state !== 'released' && isAlive(record)) return record;
    }
    const own = newest + 1;
    if (!(await create(directory, own))) continue;
    // Whoever listed the files long ago may create a generation that has come and gone.
    if ((await listGenerations(directory)).at(-1) !== own) {
      await rm(join(directory, fileName(own)), { force: true });
      continue;
    }
    await Promise.all(generations.map((generation) => rm(join(directory, fileName(generation)), { force: true })));
    return ownership(join(directory, fileName(own)));
  }
}

/** Tells a right to host from the record of another process's. */
export function isOwnership(claim: Ownership | HostRecord): claim is Ownership {
  return 'release' in claim;
}

/** The files that `claimOwnership` keeps in a sandbox's directory. */
export function isOwnershipFile(name: string): boolean {
  return /^host-\d+\.json$/.test(name);
}

function ownership(file: string): Ownership {
  return {
    announce: (endpoint) => write(file, { ...thisProcess(), state: 'serving', endpoint }),
    release: () => write(file, { ...thisProcess(), state: 'released' }),
  };
}

async function create(directory: string, generation: number): Promise<boolean> {
  const temporary = join(directory, `.host-${randomUUID()}`);
  const record: HostRecord = { ...thisProcess(), state: 'starting' };
  await writeFile(temporary, JSON.stringify(record));
  try {
    await link(temporary, join(directory, fileName(generation)));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function listGenerations(directory: string): Promise<number[]> {
  return (await readdir(directory))
    .filter(isOwnershipFile)
    .map((name) => Number(name.slice('host-'.length, -'.json'.length)))
    .sort((one, other) => one - other);
}

async function readRecord(file: string): Promise<HostRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as HostRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function write(file: string, record: HostRecord): Promise<void> {
  await writeFileAtomic(file, JSON.stringify(record), { fsync: false });
}
