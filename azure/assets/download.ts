import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { type ContainerClient } from '@azure/storage-blob';
import pLimit from 'p-limit';
import { attempt, AzureError, onWorkspace, statusOf } from '../error';
import { resourceManager } from '../resource-manager';
import { describeWorkspace, type AzureTarget } from '../target';
import { defaultDatastore } from './datastore';

/** A registered model version. */
export interface ModelVersion {
  readonly name: string;
  readonly version: string;
}

const filesAtOnce = 8;

/**
 * Writes the files of a registered flow into a folder, which appears whole or not at all.
 * @returns false where the workspace has no such version
 * @throws AzureError where it cannot be read, or is not in the workspace's default datastore
 */
export async function downloadFlow(target: AzureTarget, model: ModelVersion, folder: string): Promise<boolean> {
  const { name, version } = model;
  const client = await resourceManager(target);
  const uri = await attempt(onWorkspace(target, `read model ${name} ${version}`), async () => {
    try {
      const found = await client.modelVersions.get(target.resourceGroup, target.workspace, name, version);
      return found.properties.modelUri ?? '';
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  });
  if (uri === undefined) return false;
  const datastore = await attempt(onWorkspace(target, 'read the default datastore'), () =>
    defaultDatastore(target, client),
  );
  const [, holder, path] = /\/datastores\/([^/]+)\/paths\/(.+?)\/*$/.exec(uri) ?? [];
  if (holder !== datastore.name || path === undefined) {
    throw new AzureError(
      `Model ${name} ${version} of the ${describeWorkspace(target)} is not in its datastore ${datastore.name}: ${uri}.`,
      { code: 'OtherDatastore', hint: 'Register the flow again: `llmops register`.' },
    );
  }
  const { account, container } = datastore;
  await attempt(
    {
      doing: `download model ${name} from storage account ${account}`,
      target,
      needs: `the role Storage Blob Data Reader on storage account ${account}`,
    },
    () => downloadFolder(container, path, folder),
  );
  return true;
}

async function downloadFolder(container: ContainerClient, path: string, folder: string): Promise<void> {
  const partial = `${folder}.part`;
  await rm(partial, { recursive: true, force: true });
  const limit = pLimit(filesAtOnce);
  const downloads = [];
  for await (const { name } of container.listBlobsFlat({ prefix: `${path}/` })) {
    downloads.push(limit(() => downloadBlob(container, name, fileIn(partial, name.slice(path.length + 1)))));
  }
  await Promise.all(downloads);
  await mkdir(partial, { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
}

async function downloadBlob(container: ContainerClient, name: string, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await container.getBlobClient(name).downloadToFile(file);
}

/** Whoever may write to the storage may name blobs as they like. */
function fileIn(folder: string, path: string): string {
  const file = normalize(join(folder, path));
  if (file.startsWith(`${normalize(folder)}/`)) return file;
  throw new Error(`The blob ${path} leads out of its folder.`);
}
