import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes an empty folder for the sockets of a sandbox's providers. A socket's path has to stay under 108 bytes, which a
 * project's own may exceed; this one follows from the sandbox's, so that a host which was killed leaves no rubbish.
 */
export async function openSocketDirectory(directory: string): Promise<string> {
  await removeSocketDirectory(directory);
  const path = pathOf(directory);
  await mkdir(path, { mode: 0o700 });
  return path;
}

/** Removes that folder. */
export async function removeSocketDirectory(directory: string): Promise<void> {
  await rm(pathOf(directory), { recursive: true, force: true });
}

function pathOf(directory: string): string {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  return join(tmpdir(), `llmops-${name}`);
}
