import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { hashFiles, readContent, type Content } from '../content/content';
import { listContent, type ContentFile } from '../content/files';

const definitionFiles = ['flow.dag.yaml', 'flow.dag.yml', 'flow.flex.yaml', 'flow.flex.yml'];
const includesKey = 'additional_includes';

/**
 * The content of a flow folder as it is registered. What the flow takes from other folders (`additional_includes`) is
 * put into the root, where a run of the flow would find it, and the definition no longer names it: on the machine that
 * serves the flow there are no other folders.
 *
 * @throws ContentError where a file is missing, or cannot be registered.
 */
export async function readFlow(folder: string): Promise<Content> {
  const definitionFile = definitionFiles.find((name) => existsSync(join(folder, name))) ?? 'flow.dag.yaml';
  const definition = join(folder, definitionFile);
  const { includes, remaining } = splitIncludes(await readFile(definition, 'utf8').catch(() => ''));
  if (includes.length === 0) return readContent(folder);

  const files = new Map<string, ContentFile>();
  const add = (file: ContentFile): unknown => files.set(file.path, file);
  for (const file of await filesIn(folder)) add(file);
  for (const include of includes) {
    for (const file of await filesIn(resolve(folder, include), true)) add(file);
  }
  add({ path: definitionFile, source: definition, bytes: Buffer.from(remaining) });
  return hashFiles([...files.values()]);
}

/** What a definition includes, and the definition without it, the rest byte by byte. A text that is no YAML includes nothing. */
function splitIncludes(text: string): { includes: string[]; remaining: string } {
  const document = parseDocument(text);
  const { contents } = document;
  const entry = isMap(contents)
    ? contents.items.find(({ key }) => isScalar(key) && key.value === includesKey)
    : undefined;
  if (document.errors.length > 0 || entry === undefined || !isSeq(entry.value))
    return { includes: [], remaining: text };
  const includes = entry.value.toJSON().map(String);
  // Within braces the commas would have to go as well: there the rest is written anew.
  if (isMap(contents) && contents.flow === true) {
    document.delete(includesKey);
    return { includes, remaining: document.toString({ lineWidth: 0 }) };
  }
  return { includes, remaining: text.slice(0, entry.key.range[0]) + text.slice(entry.value.range[2]) };
}

/** The files of a folder by their paths in it, or a file; with `named`, a folder's under its own name. */
async function filesIn(path: string, named = false): Promise<readonly ContentFile[]> {
  const content = await listContent(path);
  if (content.kind === 'file') return [content.file];
  return named ? content.files.map((file) => ({ ...file, path: `${basename(path)}/${file.path}` })) : content.files;
}
