import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * An empty folder for the sockets of a sandbox's providers. The path of a socket has to stay under 108 bytes, which a
 * project's own path may exceed; it follows from the sandbox's, so that a host which was killed leaves no rubbish.
 */
export async function openSocketDirectory(directory: string): Promise<string> {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  const path = join(tmpdir(), `llmops-${name}`);
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { mode: 0o700 });
  return path;
}
