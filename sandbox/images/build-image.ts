import ignore from 'ignore';
import { posix } from 'node:path';
import { type ContextFile, type ImageContext, writeContextFile } from './context-archive';
import { type Instruction, parseDockerfile } from './dockerfile';
import { type ImageStore } from './image-store';
import { type ImageReference } from './reference';

export interface ImageBuild {
  readonly context: ImageContext;
  /** Path of the Dockerfile in the context. */
  readonly dockerfile: string;
  /** What the image is pushed as. */
  readonly images: readonly ImageReference[];
}

/** What came of a build: its log, as a task run's, and the error that ended it. */
export interface BuildOutcome {
  readonly log: string;
  readonly error?: string;
}

/**
 * Builds an image as far as a machine without Docker can: files are copied as the Dockerfile says, and what Docker would
 * refuse of the file and its context is refused. Commands are not run, and no base image is pulled.
 */
export async function buildImage(build: ImageBuild, store: ImageStore): Promise<BuildOutcome> {
  const { context, dockerfile, images } = build;
  const log = ['Simulated: commands of the Dockerfile are not run, and its base image is not pulled.'];
  try {
    const text = context.files.get(dockerfile)?.content.toString();
    if (text === undefined) {
      throw new Error(
        `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${dockerfile}: no such file or directory`,
      );
    }
    const files = imageFiles(parseDockerfile(text), included(context.files), log);
    for (const image of images) {
      await store.add(image, context.digest, async (root) => {
        for (const [path, file] of files) await writeContextFile(root, path, file);
      });
      log.push(`Successfully tagged ${image.registry}.azurecr.io/${image.repository}:${image.tag}`);
      log.push(`${image.tag}: digest: ${context.digest}`);
    }
    return { log: lines(log) };
  } catch (error) {
    const { message } = error as Error;
    return { log: lines([...log, message]), error: message };
  }
}

/** What the container holds in its working folder, by path from there. Files elsewhere are left aside. */
function imageFiles(
  instructions: readonly Instruction[],
  files: ReadonlyMap<string, ContextFile>,
  log: string[],
): ReadonlyMap<string, ContextFile> {
  const image = new Map<string, ContextFile>();
  let workdir = '/';
  for (const [index, { keyword, arguments: rest }] of instructions.entries()) {
    const simulated = keyword === 'RUN' ? ' (simulated: not run)' : '';
    log.push(`Step ${index + 1}/${instructions.length} : ${keyword} ${rest}${simulated}`);
    if (keyword === 'WORKDIR') workdir = posix.resolve(workdir, rest);
    if (keyword === 'COPY' || keyword === 'ADD') {
      for (const [path, file] of copied(rest, files)) image.set(posix.resolve(workdir, path), file);
    }
  }
  const prefix = workdir.endsWith('/') ? workdir : `${workdir}/`;
  return new Map(
    [...image].flatMap(([path, file]) => (path.startsWith(prefix) ? [[path.slice(prefix.length), file]] : [])),
  );
}

/** The files of one COPY by where they go. */
function copied(rest: string, files: ReadonlyMap<string, ContextFile>): [string, ContextFile][] {
  const words = rest.split(' ').filter((word) => !word.startsWith('--'));
  if (words.length < 2) throw new Error('COPY requires at least two arguments, but only one was provided.');
  const target = words.at(-1) ?? '';
  return words.slice(0, -1).flatMap((word) => {
    const source = posix.normalize(word).replace(/^\/|\/$/g, '');
    const single = files.get(source);
    if (single !== undefined) {
      const intoFolder = /(^|\/)\.?$/.test(target);
      return [[intoFolder ? posix.join(target, posix.basename(source)) : target, single]] as [string, ContextFile][];
    }
    const prefix = source === '.' ? '' : `${source}/`;
    const inside = [...files].filter(([path]) => path.startsWith(prefix));
    if (inside.length === 0) {
      throw new Error(
        `COPY failed: file not found in build context or excluded by .dockerignore: stat ${source}: file does not exist`,
      );
    }
    return inside.map(([path, file]): [string, ContextFile] => [posix.join(target, path.slice(prefix.length)), file]);
  });
}

/** Without what .dockerignore names; unlike git's, each of its rules starts from the context's root. */
function included(files: ReadonlyMap<string, ContextFile>): ReadonlyMap<string, ContextFile> {
  const text = files.get('.dockerignore')?.content.toString() ?? '';
  const rules = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.trim().replace(/^(!?)(\.?\/)?/, '$1/'));
  const ignored = ignore({ ignorecase: false }).add(rules);
  return new Map([...files].filter(([path]) => !ignored.ignores(path)));
}

function lines(log: readonly string[]): string {
  return `${log.join('\n')}\n`;
}
