import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { lock } from 'proper-lockfile';

const heldForMs = 10_000;
const retryMs = 250;

/**
 * Works in a folder while no other process does. Where one does already, waits for it: what it makes there can be used.
 * The lock of a process that was killed ends after ten seconds.
 */
export async function withRunLock<T>(
  folder: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true });
  const release = await acquire(folder, signal);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire(folder: string, signal: AbortSignal | undefined): Promise<() => Promise<void>> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await lock(folder, { stale: heldForMs, lockfilePath: `${folder}.lock` });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
      await wait(retryMs, undefined, signal === undefined ? {} : { signal });
    }
  }
}
