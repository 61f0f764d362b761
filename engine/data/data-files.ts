import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FlowError } from '../error';

/** A file itself, or the files of a folder and of those below it: all of one level before the next. */
export async function dataFiles(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    const message = `Can't find directory or file in resolved absolute path: ${path}.`;
    throw new FlowError('ValidationException', message, { file: path });
  }
  if (!found.isDirectory()) return [path];
  const files: string[] = [];
  for (let folders = [path]; folders.length > 0;) {
    const entries = await Promise.all(folders.map((folder) => readdir(folder, { withFileTypes: true })));
    const sorted = entries.flatMap((level) => level.sort((left, right) => (left.name < right.name ? -1 : 1)));
    files.push(...sorted.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name)));
    folders = sorted.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  }
  return files;
}
