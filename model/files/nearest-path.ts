import { readdirSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { nearest } from '../yaml/nearest';

/**
 * What a path that leads nowhere most likely meant: the same path with its first missing part replaced by the most
 * similar entry of that folder. Undefined where nothing similar leads anywhere.
 * @param folder absolute; where the path starts
 */
export function nearestPath(folder: string, path: string): string | undefined {
  const parts = path.split('/');
  const missing = parts.findIndex((_, index) => !existsSync(resolve(folder, ...parts.slice(0, index + 1))));
  const part = parts[missing];
  if (part === undefined) return undefined;
  const siblings = entries(dirname(join(folder, ...parts.slice(0, missing + 1))));
  const near = nearest(part, siblings);
  if (near === undefined) return undefined;
  const corrected = parts.with(missing, near);
  return existsSync(resolve(folder, ...corrected)) ? posix.join(...corrected) : undefined;
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
