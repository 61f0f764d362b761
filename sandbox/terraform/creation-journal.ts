import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Long enough for Terraform to have written its state after an answer. */
const settledAfterMs = 2000;

/**
 * Remembers which creations Terraform may never have heard of. A host that is killed between writing a resource and
 * answering leaves a resource that no state holds; the next apply would be refused as "already exists" for ever.
 * Such a creation may be done again.
 */
export class CreationJournal {
  private readonly folder: string;
  private readonly settling = new Map<string, NodeJS.Timeout>();

  constructor(directory: string) {
    this.folder = join(directory, 'creations');
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  /** True where the resource was created for a Terraform that may not know it. */
  isUnsettled(id: string): boolean {
    return !this.settling.has(this.fileOf(id)) && existsSync(this.fileOf(id));
  }

  /** Does the work of a creation, and settles it once Terraform had time to note the answer. */
  async create<T>(id: string, work: () => Promise<T>): Promise<T> {
    const file = this.fileOf(id);
    const isRepeated = existsSync(file);
    writeFileSync(file, id);
    try {
      const result = await work();
      const timer = setTimeout(() => {
        this.forget(file);
      }, settledAfterMs);
      this.settling.set(file, timer.unref());
      return result;
    } catch (error) {
      if (!isRepeated) this.forget(file);
      throw error;
    }
  }

  /** Terraform has shown that it knows the resource. */
  settle(id: string): void {
    this.forget(this.fileOf(id));
  }

  /** Settles what is left, at the end of a host that was not killed. */
  close(): void {
    for (const file of [...this.settling.keys()]) this.forget(file);
  }

  private forget(file: string): void {
    clearTimeout(this.settling.get(file));
    this.settling.delete(file);
    rmSync(file, { force: true });
  }

  private fileOf(id: string): string {
    return join(this.folder, createHash('sha256').update(id.toLowerCase()).digest('hex').slice(0, 32));
  }
}
