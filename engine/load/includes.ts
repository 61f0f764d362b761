import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { FlowError } from '../error';
import type { FlowEventHandler } from '../event';

/** Where a flow's files are while it runs. */
export interface WorkingFolder {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * The flow's own folder, or, when it includes files of others, a temporary copy of it with each of them in its root.
 */
export async function prepareWorkingFolder(
  folder: string,
  includes: readonly string[],
  emit: FlowEventHandler,
): Promise<WorkingFolder> {
  if (includes.length === 0) return { folder, remove: () => Promise.resolve() };
  const copy = await mkdtemp(join(tmpdir(), 'flow-'));
  const remove = (): Promise<void> => rm(copy, { recursive: true, force: true });
  try {
    await cp(folder, copy, { recursive: true });
    for (const include of includes) await merge(resolve(folder, include), include, copy, emit);
    return { folder: copy, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function merge(source: string, include: string, folder: string, emit: FlowEventHandler): Promise<void> {
  const zipped = source.endsWith('.zip') ? source.slice(0, -'.zip'.length) : undefined;
  const isZipped = zipped !== undefined && !(await exists(source)) && (await exists(zipped));
  if (!isZipped && !(await exists(source))) {
    const message = `Unable to find additional include ${include}; ${source} does not exist.`;
    throw new FlowError('UserErrorException', message, { file: source });
  }
  const target = join(folder, basename(source));
  if (await exists(target)) {
    emit({ type: 'warning', message: `Additional include '${include}' overwrites '${basename(source)}' of the flow.` });
  }
  if (isZipped) await (await import('./zip')).zipFolder(zipped, target);
  else await cp(source, target, { recursive: true });
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
