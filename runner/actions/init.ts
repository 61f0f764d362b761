import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserMistake } from '../failure';
import { packageFolder } from '../package-folder';

/** What commands write beside a project's own files. */
const ignored = ['.llmops/', 'cdktf.out/', '.promptflow/', '__pycache__/'];

export interface InitResult {
  /** Absolute path of the project. */
  readonly root: string;
  /** The files that were written, relative to it. */
  readonly files: readonly string[];
}

/**
 * Begins a project: an environment `dev`, a flow that needs no model, and the JSON Schemas for editors. Writes no file
 * that is there already.
 * @param root the folder to write to; made where it is missing
 * @throws UserMistake where one of the files is there already
 */
export async function init(root: string): Promise<InitResult> {
  const sources = await projectFiles();
  const taken = [...sources.keys()].filter((file) => existsSync(join(root, file)));
  if (taken.length > 0) {
    throw new UserMistake(
      `${root} has ${taken.slice(0, 3).join(', ')}${taken.length > 3 ? ` and ${taken.length - 3} more` : ''} already. Nothing was written.`,
      'Begin in another folder: llmops init --project <folder>.',
    );
  }
  for (const [file, source] of sources) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await cp(source, join(root, file));
  }
  const gitIgnore = await ignoreRuns(root);
  return { root, files: [...sources.keys(), ...gitIgnore] };
}

/** Where each file of a new project comes from: the templates beside this, and what the package itself is tried with. */
async function projectFiles(): Promise<ReadonlyMap<string, string>> {
  const templates = join(__dirname, '../init');
  const schemas = join(packageFolder, 'flows-config');
  const flow = join(packageFolder, 'flows', 'reply-composer');
  const parts = [
    ...(await files(templates, '.yaml')).map((file) => [join('flows-config', basename(file)), file] as const),
    ...(await files(schemas, '.schema.json')).map((file) => [join('flows-config', basename(file)), file] as const),
    ...(await files(flow)).map((file) => [file.slice(packageFolder.length + 1), file] as const),
  ];
  return new Map(parts);
}

async function files(folder: string, ending = ''): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith(ending) && !/__pycache__|\.promptflow/.test(entry.parentPath),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Adds to `.gitignore` what is missing in it. */
async function ignoreRuns(root: string): Promise<readonly string[]> {
  const file = join(root, '.gitignore');
  const before = existsSync(file) ? await readFile(file, 'utf8') : '';
  const missing = ignored.filter((entry) => !before.split('\n').includes(entry));
  if (missing.length === 0) return [];
  const separator = before === '' || before.endsWith('\n') ? '' : '\n';
  await writeFile(file, `${before}${separator}${missing.join('\n')}\n`);
  return ['.gitignore'];
}
