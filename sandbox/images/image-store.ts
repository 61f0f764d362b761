import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type GraphChange } from '../arm';
import { type ImageReference } from './reference';

/** An image that a task run has built. */
export interface StoredImage {
  /** `sha256:…` of the context that it was built from. */
  readonly digest: string;
  /** The container's working folder: that of `llmops flow build` holds `flow` and perhaps `connections`. */
  readonly folder: string;
}

const recordFile = 'image.json';

/** Folder of all images in a sandbox's directory. */
export function imagesFolder(directory: string): string {
  return join(directory, 'images');
}

/** The images of a sandbox's registries, as files: what each holds, and the digest by which registries know it. */
export class ImageStore {
  /** @param directory the images' own; see `imagesFolder` */
  constructor(private readonly directory: string) {}

  async find(image: ImageReference): Promise<StoredImage | undefined> {
    const folder = this.folderOf(image);
    try {
      const { digest } = JSON.parse(await readFile(join(folder, recordFile), 'utf8')) as { digest: string };
      return { digest, folder: join(folder, 'root') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Puts an image in place of any other of its tag, whole or not at all. `fill` writes what the container holds. */
  async add(image: ImageReference, digest: string, fill: (root: string) => Promise<void>): Promise<void> {
    const folder = this.folderOf(image);
    const temporary = join(this.directory, `.${randomUUID()}`);
    try {
      await mkdir(join(temporary, 'root'), { recursive: true });
      await fill(join(temporary, 'root'));
      await writeFile(join(temporary, recordFile), `${JSON.stringify({ ...image, digest }, undefined, 2)}\n`);
      await mkdir(dirname(folder), { recursive: true });
      await rm(folder, { recursive: true, force: true });
      await rename(temporary, folder);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }

  /** Images end with their registry. */
  dropDeleted({ kind, resource: { type, name } }: GraphChange): void {
    if (kind !== 'delete' || type !== 'Microsoft.ContainerRegistry/registries') return;
    rmSync(join(this.directory, name.toLowerCase()), { recursive: true, force: true });
  }

  private folderOf({ registry, repository, tag }: ImageReference): string {
    return join(this.directory, registry, encodeURIComponent(repository), tag);
  }
}
