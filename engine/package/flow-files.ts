import ignore, { type Ignore } from 'ignore';
import { parseDocument } from 'yaml';
import { FlowError } from '../error';
import { strictYaml } from '../load/yaml';
import { secretReason } from './secret-files';

/** A file by its path, with `/` on every system. */
export interface PackageFile {
  readonly path: string;
  readonly content: string | Buffer;
  readonly executable?: boolean;
}

/** What is packaged of a flow's files, and what is not, with the reason. */
export interface FlowFiles {
  readonly files: readonly PackageFile[];
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

const dockerIgnoreFile = '.dockerignore';

/**
 * Leaves out what holds secrets and what belongs to the machine (variables, connections, keys, virtual environments), and
 * without a word what the flow's .dockerignore names.
 */
export function chooseFlowFiles(files: readonly PackageFile[]): FlowFiles {
  const environments = files.filter(({ path }) => /(^|\/)pyvenv\.cfg$/.test(path)).map(({ path }) => folderOf(path));
  const rules = dockerRules(files);
  const chosen: PackageFile[] = [];
  const leftOut: { path: string; reason: string }[] = [];
  for (const file of files) {
    if (environments.some((folder) => file.path.startsWith(`${folder}/`))) continue;
    if (file.path === dockerIgnoreFile || rules.ignores(file.path)) continue;
    const reason = secretReason(file);
    if (reason === undefined) chosen.push(file);
    else leftOut.push({ path: file.path, reason });
  }
  const virtual = environments.map((path) => ({ path, reason: 'a virtual environment works on one machine only' }));
  return { files: chosen, leftOut: [...leftOut, ...virtual] };
}

/** The definition with other variants as its defaults. */
export function withDefaultVariants(definition: PackageFile, variants: Readonly<Record<string, string>>): PackageFile {
  if (Object.keys(variants).length === 0) return definition;
  const document = parseDocument(strictYaml(definition.content.toString()));
  for (const [node, variant] of Object.entries(variants)) {
    document.setIn(['node_variants', node, 'default_variant_id'], variant);
  }
  return { ...definition, content: document.toString({ lineWidth: 0 }) };
}

/** @throws FlowError where the flow names a file that is not among those packaged */
export function requirePackaged(files: readonly PackageFile[], path: string, purpose: string): void {
  if (files.some((file) => file.path === path)) return;
  throw new FlowError('UserErrorException', `${purpose} is ${path}, which is not among the files of the flow.`);
}

/** Docker's rules for what a context leaves out: unlike git's, each starts from the flow's own folder. */
function dockerRules(files: readonly PackageFile[]): Ignore {
  const text = files.find(({ path }) => path === dockerIgnoreFile)?.content.toString() ?? '';
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return ignore({ ignorecase: false }).add(lines.map((line) => line.trim().replace(/^(!?)(\.?\/)?/, '$1/')));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
