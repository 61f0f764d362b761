import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Remembers which creations no Terraform state may know of. Terraform notes what it created late, often at its end.
 * Where it is killed together with the host, resources are left that no state holds, and the next apply would be
 * refused as "already exists" for ever. Such a creation may be done again.
 */
export class CreationJournal {
  private readonly folder: string;
  /** Creations of Terraform processes that this host has seen, and that still run. */
  private readonly live = new Set<string>();

  constructor(directory: string) {
    this.folder = join(directory, 'creations');
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  /** The creations of one Terraform process. */
  session(): CreationSession {
    return new CreationSession(this);
  }

  /** True where the resource was created for a Terraform that was killed before it could note it. */
  isUnsettled(id: string): boolean {
    const file = this.fileOf(id);
    return !this.live.has(file) && existsSync(file);
  }

  /** Notes a creation before it begins; answers whether it is one that is done again. */
  begin(id: string): boolean {
    const file = this.fileOf(id);
    const isRepeated = existsSync(file);
    writeFileSync(file, id);
    this.live.add(file);
    return isRepeated;
  }

  /** The creation failed, or Terraform knows the resource. */
  settle(id: string): void {
    const file = this.fileOf(id);
    this.live.delete(file);
    rmSync(file, { force: true });
  }

  private fileOf(id: string): string {
    return join(this.folder, createHash('sha256').update(id.toLowerCase()).digest('hex').slice(0, 32));
  }
}

/** The creations of one Terraform process, which holds its connection until it has written its state. */
export class CreationSession {
  private readonly created = new Set<string>();

  constructor(private readonly journal: CreationJournal) {}

  isUnsettled(id: string): boolean {
    return this.journal.isUnsettled(id);
  }

  settle(id: string): void {
    this.journal.settle(id);
  }

  /** Does the work of a creation. It is settled when Terraform ends, or shows that it knows the resource. */
  async create<T>(id: string, work: () => Promise<T>): Promise<T> {
    const isRepeated = this.journal.begin(id);
    try {
      const result = await work();
      this.created.add(id);
      return result;
    } catch (error) {
      if (!isRepeated) this.journal.settle(id);
      throw error;
    }
  }

  /** Terraform has ended, while this host lived to see it. */
  end(): void {
    for (const id of this.created) this.journal.settle(id);
  }
}
