import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type ResourceGraph } from '../../arm';
import { textOf } from '../../arm/json-values';

/** What reads blobs: the sandbox's blob store. */
export interface BlobReader {
  read(account: string, container: string, path: string): Promise<Buffer | undefined>;
  list(account: string, container: string, prefix: string): Promise<string[]>;
}

/** Where the files of a registered model lie. */
interface ModelLocation {
  readonly account: string;
  readonly container: string;
  readonly folder: string;
}

const uriPattern = /^azureml:\/\/(?:subscriptions\/.+\/)?datastores\/([^/]+)\/paths\/(.+?)\/?$/i;

/**
 * Puts the files of a model version into a folder below `directory`, once for each content, and answers that folder.
 * The content is what names it: a version that was deleted and registered anew never runs old files.
 * @throws Error where the version, its datastore or its files are missing.
 */
export async function materialise(
  graph: ResourceGraph,
  blobs: BlobReader,
  directory: string,
  modelId: string,
): Promise<string> {
  const location = locate(graph, modelId);
  const files = await readFiles(blobs, location);
  if (files.length === 0) {
    throw new Error(`Model '${modelId}' has no files: nothing is stored at ${describe(location)}.`);
  }
  const folder = join(directory, contentHash(files));
  if (existsSync(folder)) return folder;
  const temporary = join(directory, `.${randomUUID()}`);
  try {
    for (const { path, content } of files) {
      const file = join(temporary, path);
      if (!file.startsWith(temporary + sep)) {
        throw new Error(`Model '${modelId}' has a file '${path}' that would lie outside its folder.`);
      }
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Two deployments of one version may start at once; the first one's folder serves both.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Removes what a host that was killed had not finished putting there. */
export async function removeUnfinished(directory: string): Promise<void> {
  const names = existsSync(directory) ? await readdir(directory) : [];
  const unfinished = names.filter((name) => name.startsWith('.'));
  await Promise.all(unfinished.map((name) => rm(join(directory, name), { recursive: true, force: true })));
}

function locate(graph: ResourceGraph, modelId: string): ModelLocation {
  const uri = textOf(graph.get(modelId)?.properties.modelUri);
  const [, datastoreName, folder] = uriPattern.exec(uri) ?? [];
  if (datastoreName === undefined || folder === undefined) {
    throw new Error(`Model '${modelId}' has modelUri '${uri}': it must be azureml://…/datastores/<name>/paths/<path>.`);
  }
  const workspaceId = modelId.split('/models/')[0] ?? '';
  const datastore = graph.get(`${workspaceId}/datastores/${datastoreName}`);
  if (datastore === undefined) {
    throw new Error(`Model '${modelId}' lies in datastore '${datastoreName}', which its workspace does not have.`);
  }
  const { accountName, containerName } = datastore.properties;
  return { account: textOf(accountName), container: textOf(containerName), folder: decodeURIComponent(folder) };
}

async function readFiles(
  blobs: BlobReader,
  { account, container, folder }: ModelLocation,
): Promise<{ readonly path: string; readonly content: Buffer }[]> {
  const prefix = `${folder}/`;
  const names = await blobs.list(account, container, prefix);
  const files = await Promise.all(
    names.map(async (name) => ({
      path: name.slice(prefix.length),
      content: await blobs.read(account, container, name),
    })),
  );
  return files.filter(
    (file): file is { path: string; content: Buffer } => file.content !== undefined && file.path !== '',
  );
}

function contentHash(files: readonly { readonly path: string; readonly content: Buffer }[]): string {
  const hash = createHash('sha256');
  for (const { path, content } of files) hash.update(`${path.length}:${path}${content.length}:`).update(content);
  return hash.digest('hex').slice(0, 32);
}

function describe({ account, container, folder }: ModelLocation): string {
  return `${account}/${container}/${folder}`;
}
