import { mkdir, readdir, realpath } from 'node:fs/promises';
import { isOwnershipFile } from './ownership';
import { createSettings, readSettings, settingsFile } from './settings';

/** Name of the file with the deployer's Authorization header, which `curl -H @<file>` takes. */
export const authorizationFile = 'authorization.header';

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
  // Whoever comes first marks or owns the folder before anything else is in there; another may do so at this moment.
  const taken = names.includes(settingsFile) || names.some(isOwnershipFile);
  const foreign = taken ? undefined : names.find((name) => !name.startsWith('.'));
  if (foreign === undefined) {
    await createSettings(path);
    return path;
  }
  throw new Error(
    `${path} is not a sandbox's folder: it holds ${foreign} but no ${settingsFile}. Name an empty folder.`,
  );
}
