import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ContentError } from './content-error';
import { IgnoreRules } from './ignore-rules';

/** One file of what is registered. */
export interface ContentFile {
  /** Relative to the folder, with `/` on every system. */
  readonly path: string;
  /** Where its bytes are on this machine. */
  readonly source: string;
}

/**
 * The files of a folder that belong to its content, sorted by path in the order of their UTF-16 code units. Links are
 * followed inside the folder; one that leads out of it, nowhere or round in a circle is a ContentError.
 */
export async function listFiles(folder: string): Promise<ContentFile[]> {
  const start = resolve(folder);
  const root = await realpath(start);
  const files: ContentFile[] = [];

  /** `trail`: the real folders that led here, to notice a link back to one of them. */
  const walk = async (current: string, rules: IgnoreRules, trail: readonly string[]): Promise<void> => {
    const entries = await readdir(current, { withFileTypes: true });
    for (const entry of entries) {
      const path = join(current, entry.name);
      const isLink = entry.isSymbolicLink();
      if (isLink && rules.leavesOut(path, false)) continue;
      const source = isLink ? await followLink(path, root) : path;
      const kind = isLink ? await stat(source) : entry;
      if (rules.leavesOut(path, kind.isDirectory())) continue;
      if (kind.isFile()) files.push({ path: relative(start, path).split(sep).join('/'), source });
      if (kind.isDirectory()) {
        const real = isLink ? source : join(trail.at(-1) ?? root, entry.name);
        if (trail.includes(real)) {
          throw new ContentError(
            `${path} links back to ${real}, which holds it.`,
            'link-loop',
            path,
            'Remove the link.',
          );
        }
        await walk(path, await rules.inside(path), [...trail, real]);
      }
    }
  };

  await walk(start, await IgnoreRules.startingAt(start), [root]);
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

async function followLink(path: string, root: string): Promise<string> {
  const source = await realpath(path).catch((error: unknown) => {
    const isLoop = (error as NodeJS.ErrnoException).code === 'ELOOP';
    throw isLoop
      ? new ContentError(`${path} is a link that leads back to itself.`, 'link-loop', path, 'Remove the link.')
      : new ContentError(
          `${path} is a link to something that does not exist.`,
          'link-broken',
          path,
          'Restore what it names, or remove it.',
        );
  });
  const inside = relative(root, source);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new ContentError(
      `${path} is a link to ${source}, outside of ${root}.`,
      'link-outside',
      path,
      'Copy the file into the folder: what is registered must not depend on this machine.',
    );
  }
  return source;
}
