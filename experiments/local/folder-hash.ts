import { createHash } from 'node:crypto';
import { type Dirent, existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { parse } from 'yaml';

const definitions = ['flow.dag.yaml', 'flow.dag.yml', 'flow.flex.yaml', 'flow.flex.yml'];
/** What runs and tools leave, and what must not decide whether a run is made again. */
const leftOut = ['.git', '.llmops', '.promptflow', '__pycache__', '.env'];

/** The definition of the flow in a folder, as it is written; empty where none is there. */
export async function readDefinition(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const file = definitions.find((name) => existsSync(join(folder, name)));
  if (file === undefined) return {};
  const parsed: unknown = parse(await readFile(join(folder, file), 'utf8'));
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
}

/** SHA-256 over the files of a flow's folder and of what it includes: runs are reused as long as it is the same. */
export async function hashFlow(folder: string): Promise<string> {
  const { additional_includes: included } = await readDefinition(folder);
  const includes = Array.isArray(included) ? included.map((path) => resolve(folder, String(path))) : [];
  const hash = createHash('sha256');
  for (const root of [folder, ...includes]) {
    for (const file of await filesIn(root)) {
      const content = createHash('sha256').update(await readFile(file));
      hash.update(JSON.stringify([relative(folder, file).split(sep).join('/'), content.digest('hex')]));
    }
  }
  return hash.digest('hex');
}

async function filesIn(path: string): Promise<readonly string[]> {
  const entries = await entriesOf(path);
  if (entries === undefined) return existsSync(path) ? [path] : [];
  const files: string[] = [];
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    if (leftOut.includes(entry.name)) continue;
    const file = join(path, entry.name);
    if (entry.isDirectory()) files.push(...(await filesIn(file)));
    else files.push(file);
  }
  return files;
}

/** Undefined for a file, and where there is nothing. */
async function entriesOf(path: string): Promise<Dirent[] | undefined> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
