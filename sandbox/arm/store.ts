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
  private readonly byType = new KeyIndex();
  private readonly byParent = new KeyIndex();

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

  /** Entries of a type, or only those directly below a parent. */
  ofType(type: string, parentId?: string): StoreEntry[] {
    const typed = this.byType.keys(type.toLowerCase());
    const keys =
      parentId === undefined ? typed : [...this.byParent.keys(resourceKey(parentId))].filter((key) => typed.has(key));
    return [...keys].flatMap((key) => this.resources.get(key) ?? []);
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
    const key = resourceKey(id);
    const entry = this.resources.get(key);
    if (entry === undefined) return;
    this.resources.delete(key);
    this.byType.remove(entry.resource.type.toLowerCase(), key);
    this.byParent.remove(resourceKey(entry.id.parent), key);
  }

  private remember(stored: StoredResource): void {
    const id = parseResourceId(stored.resource.id);
    this.resources.set(id.key, { ...stored, id });
    this.byType.add(stored.resource.type.toLowerCase(), id.key);
    this.byParent.add(resourceKey(id.parent), id.key);
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

/** Keys of resources that have something in common. */
class KeyIndex {
  private readonly groups = new Map<string, Set<string>>();

  keys(group: string): ReadonlySet<string> {
    return this.groups.get(group) ?? new Set();
  }

  add(group: string, key: string): void {
    const keys = this.groups.get(group) ?? new Set();
    this.groups.set(group, keys.add(key));
  }

  remove(group: string, key: string): void {
    this.groups.get(group)?.delete(key);
  }
}
