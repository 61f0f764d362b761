import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';

/** Writes a folder's files into a zip file, under the folder's own name. */
export async function zipFolder(folder: string, zipFile: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const { zipSync } = await import('fflate');
  const contents = files.map(async (file): Promise<[string, Uint8Array]> => {
    const path = relative(dirname(folder), file).split(sep).join('/');
    return [path, new Uint8Array(await readFile(file))];
  });
  const root: [string, Uint8Array] = [`${basename(folder)}/`, new Uint8Array()];
  await writeFile(zipFile, zipSync(Object.fromEntries([root, ...(await Promise.all(contents))])));
}
