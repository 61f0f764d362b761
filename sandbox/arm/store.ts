import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { type ArmResource, type JsonObject } from './resource';
import { parseResourceId, resourceKey, type ResourceId } from './resource-id';

/** What is kept of one resource: the part that ARM shows, and what only the emulator knows. */
export interface StoredResource {
  readonly resource: ArmResource;
  /** Random for each creation: generated keys derive from it, so that a resource made again has others. */
  readonly seed: string;
  /** Fingerprints of the secret values that were sent, in the shape in which they were sent. */
  readonly secrets: JsonObject;
  /** How often each generated key was renewed. */
  readonly renewals?: Readonly<Record<string, number>>;
}

export interface StoreEntry extends StoredResource {
  readonly id: ResourceId;
}

const staleAfterMs = 60_000;

/**
 * Resources on disk, one file each. A file is replaced whole by a rename, so that a process killed at any moment
 * leaves the state before or after a change, never a part of it.
 */
export class ResourceStore {
  private readonly folder: string;
  private readonly resources = new Map<string, StoreEntry>();

  constructor(directory: string) {
    this.folder = join(directory, 'resources');
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(this.folder)) {
      if (file.endsWith('.json')) {
        const stored = JSON.parse(readFileSync(join(this.folder, file), 'utf8')) as StoredResource;
        this.remember(stored);
      } else {
        this.removeStale(join(this.folder, file));
      }
    }
  }

  get(id: string): StoreEntry | undefined {
    return this.resources.get(resourceKey(id));
  }

  values(): IterableIterator<StoreEntry> {
    return this.resources.values();
  }

  // Synchronous on purpose: between the check of a rule and the write nothing else may change the graph.
  set(stored: StoredResource): void {
    writeFileAtomic.sync(this.fileOf(stored.resource.id), `${JSON.stringify(stored, null, 1)}\n`, {
      mode: 0o600,
      // The promise is to outlive a killed process, which a rename gives; a sync for power failures costs 5 ms a resource.
      fsync: false,
    });
    this.remember(stored);
  }

  delete(id: string): void {
    rmSync(this.fileOf(id), { force: true });
    this.resources.delete(resourceKey(id));
  }

  private remember(stored: StoredResource): void {
    const id = parseResourceId(stored.resource.id);
    this.resources.set(id.key, { ...stored, id });
  }

  private fileOf(id: string): string {
    const key = resourceKey(id);
    const readable = key
      .split('/')
      .slice(-2)
      .join('-')
      .replace(/[^a-z0-9-]/g, '_')
      .slice(0, 80);
    return join(this.folder, `${readable}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}.json`);
  }

  /** A writer that was killed leaves its temporary file; a young one may belong to a writer that lives. */
  private removeStale(file: string): void {
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > staleAfterMs) rmSync(file, { force: true });
  }
}
