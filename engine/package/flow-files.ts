import { parseDocument } from 'yaml';
import { FlowError } from '../error';

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

/** Leaves out what holds secrets and what belongs to the machine: variables, connections, virtual environments. */
export function chooseFlowFiles(files: readonly PackageFile[]): FlowFiles {
  const environments = files.filter(({ path }) => /(^|\/)pyvenv\.cfg$/.test(path)).map(({ path }) => folderOf(path));
  const chosen: PackageFile[] = [];
  const leftOut: { path: string; reason: string }[] = [];
  for (const file of files) {
    if (environments.some((folder) => file.path.startsWith(`${folder}/`))) continue;
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
  const document = parseDocument(definition.content.toString());
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

function secretReason({ path, content }: PackageFile): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^\.env(\..+)?$|\.env$/.test(name)) return 'files of environment variables may hold secrets';
  if (!/\.(ya?ml|json)$/i.test(name) || name.startsWith('flow.dag.')) return undefined;
  const text = content.toString();
  const isConnection = /Connection\.schema\.json/.test(text) || /^\s*"?type"?\s*:/m.test(text);
  // A literal key; what is named by ${env:…}, asked for (<user-input>) or starred out is none.
  const holdsKey = /^\s*"?(api_key|secrets)"?\s*:\s*(?!["']?(\$\{|<|\*|_?["']?,?\s*$))\S/m.test(text);
  const holdsSecrets = /^\s*secrets\s*:\s*$/m.test(text);
  return isConnection && (holdsKey || holdsSecrets) ? 'it defines a connection with its secrets' : undefined;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
