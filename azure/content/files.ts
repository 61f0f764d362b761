import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ContentError } from './content-error';
import { IgnoreRules } from './ignore-rules';

/** One file of what is registered. */
export interface ContentFile {
  /** Relative to the folder, with `/` on every system. */
  readonly path: string;
  /** Where its bytes are on this machine. */
  readonly source: string;
  /** What is registered in place of what the file holds. */
  readonly bytes?: Buffer;
}

/**
 * The files that a path stands for: itself, or those of a folder.
 *
 * @throws ContentError where the path is missing, or a folder without files.
 */
export async function listContent(
  path: string,
): Promise<
  | { readonly kind: 'file'; readonly file: ContentFile }
  | { readonly kind: 'folder'; readonly files: readonly ContentFile[] }
> {
  const absolute = resolve(path);
  const found = await stat(absolute).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new ContentError(`${absolute} does not exist.`, 'missing', absolute, 'Check the path that names it.');
  });
  if (found.isFile()) return { kind: 'file', file: { path: basename(absolute), source: absolute } };
  const files = await listFiles(absolute);
  if (files.length > 0) return { kind: 'folder', files };
  throw new ContentError(
    `${absolute} holds no file, apart from what ignore files leave out.`,
    'empty-folder',
    absolute,
    'Check the path, and the .gitignore and .amlignore files that hold for it.',
  );
}

/**
 * The files of a folder that belong to its content. Links are followed inside the folder; one that leads out of it,
 * nowhere or round in a circle is a ContentError.
 */
async function listFiles(start: string): Promise<ContentFile[]> {
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
  return files;
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
