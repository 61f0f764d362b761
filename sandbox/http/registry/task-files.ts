import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

type Kind = 'source' | 'logs';

/** What task runs read and leave: uploaded contexts until they are built, and logs. */
export class TaskFiles {
  constructor(private readonly directory: string) {}

  async write(registry: string, kind: Kind, name: string, content: string | Buffer): Promise<void> {
    const file = this.fileOf(registry, kind, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, content);
  }

  async read(registry: string, kind: Kind, name: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.fileOf(registry, kind, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async remove(registry: string, kind: Kind, name: string): Promise<void> {
    await rm(this.fileOf(registry, kind, name), { force: true });
  }

  private fileOf(registry: string, kind: Kind, name: string): string {
    return join(this.directory, encodeURIComponent(registry.toLowerCase()), kind, encodeURIComponent(name));
  }
}
