import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { Flow } from '../flow';
import { prepareWorkingFolder } from '../load/includes';
import { locateFlow } from '../load/locate';
import { strictYaml } from '../load/yaml';
import { chooseFlowFiles, withDefaultVariants } from '../package/flow-files';

/** What belongs to the machine or is made by runs. */
const leftOut = new Set(['.git', '.promptflow', '.runs', '.llmops', '__pycache__', 'node_modules']);

/**
 * Copies a flow as a run has it: with the files that it includes, and with the chosen variants as its defaults. Files
 * with secrets and virtual environments are not copied.
 */
export async function writeSnapshot(
  flowPath: string,
  { folder, definition }: Pick<Flow, 'folder' | 'definition'>,
  variants: Readonly<Record<string, string>>,
  target: string,
): Promise<void> {
  await rm(target, { recursive: true, force: true });
  const includes = 'additionalIncludes' in definition ? (definition.additionalIncludes as readonly string[]) : [];
  const working = await prepareWorkingFolder(folder, includes, () => undefined);
  try {
    // The run may be within the flow.
    const run = resolve(working.folder, relative(folder, resolve(target, '..')));
    await copy(working.folder, target, async (source) => source !== run && !(await isLeftOut(source)));
  } finally {
    await working.remove();
  }
  const { file, text } = locateFlow(flowPath);
  if (text !== undefined) {
    await writeFile(join(target, 'flow.flex.yaml'), text);
    return;
  }
  const path = join(target, basename(file));
  const { content } = withDefaultVariants({ path, content: await readFile(path) }, variants);
  await writeFile(path, includes.length === 0 ? content : withoutIncludes(content));
}

/** Unlike Node's own, it copies a folder to one within it, as long as that is not chosen. */
async function copy(source: string, target: string, isChosen: (source: string) => Promise<boolean>): Promise<void> {
  if (!(await isChosen(source))) return;
  if (!(await stat(source)).isDirectory()) {
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    return;
  }
  await mkdir(target, { recursive: true });
  for (const name of await readdir(source)) await copy(join(source, name), join(target, name), isChosen);
}

/** They are in the copy. */
function withoutIncludes(definition: string | Buffer): string {
  const document = parseDocument(strictYaml(definition.toString()));
  document.delete('additional_includes');
  return document.toString({ lineWidth: 0 });
}

async function isLeftOut(source: string): Promise<boolean> {
  const name = basename(source);
  if (leftOut.has(name)) return true;
  const within = await readdir(source).catch(() => undefined);
  if (within !== undefined) return within.includes('pyvenv.cfg');
  const suspicious = /\.(ya?ml|json)$|\.env/i.test(name);
  const content = suspicious ? await readFile(source) : '';
  return chooseFlowFiles([{ path: name, content }]).leftOut.length > 0;
}
