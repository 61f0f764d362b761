import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FlowError } from '../error';
import type { PackageFile } from './flow-files';

/** Files by which a folder shows that it was written by `writeContext`, and may be replaced. */
const marks = ['Dockerfile', 'start.sh', 'server/main.js'];

/**
 * Writes a context to a folder, whole or not at all. An earlier context there is replaced.
 * @throws FlowError where the folder holds anything else
 */
export async function writeContext(folder: string, files: readonly PackageFile[]): Promise<void> {
  const present = existsSync(folder) ? await readdir(folder) : [];
  if (present.length > 0 && !marks.every((mark) => existsSync(join(folder, mark)))) {
    throw new FlowError(
      'UserErrorException',
      `${folder} is not empty, and was not written by an earlier build. Choose another folder, or empty it.`,
    );
  }
  const temporary = `${folder}.${process.pid}.tmp`;
  try {
    for (const { path, content, executable = false } of files) {
      const file = join(temporary, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      await chmod(file, executable ? 0o755 : 0o644);
    }
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}
