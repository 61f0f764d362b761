import { mkdir, readdir, realpath } from 'node:fs/promises';
import { isOwnershipFile } from './ownership';
import { readSettings, settingsFile, writeSettings } from './settings';

/**
 * Makes the directory of a sandbox where there is none, and marks it as one; answers its real path. Needs no host: what
 * only keeps files beside the sandbox's, such as synthesized stacks, starts none.
 * @throws Error where it holds something else: a sandbox writes into it, and a reset empties it.
 */
export async function prepareDirectory(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = await realpath(directory);
  if ((await readSettings(path)) !== undefined) return path;
  const names = await readdir(path);
  // Whoever hosts a sandbox for the first time owns its folder before anything else is in there.
  const foreign = names.some(isOwnershipFile) ? undefined : names.find((name) => !name.startsWith('.'));
  if (foreign === undefined) {
    await writeSettings(path, { formatVersion: 1 });
    return path;
  }
  throw new Error(
    `${path} is not a sandbox's folder: it holds ${foreign} but no ${settingsFile}. Name an empty folder.`,
  );
}
