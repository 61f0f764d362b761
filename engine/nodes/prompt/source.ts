import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FlowError } from '../../error';
import { TemplateSyntaxError } from '../../jinja/errors';
import { Template } from '../../jinja/template';
import type { NodeDefinition } from '../../load/definition';

/** Reads and parses the template of a node. Its text has the ends of lines as Python reads them. */
export function readTemplateText(
  node: NodeDefinition,
  folder: string,
): { readonly text: string; readonly template: Template } {
  const path = node.source?.path;
  const file = path === undefined ? undefined : join(folder, path);
  if (file === undefined || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    const message = `Node source path '${path ?? 'None'}' is invalid on node '${node.name}'. It must name a template file in ${folder}.`;
    throw new FlowError('InvalidSource', message, { node: node.name });
  }
  try {
    const text = decoded(readFileSync(file), file).replaceAll(/\r\n?/g, '\n');
    return { text, template: new Template(text) };
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    const message = `Jinja parsing failed at line ${error.line}: (${error.name}) ${error.message}`;
    throw new FlowError('TemplateSyntaxError', message, { node: node.name, file, line: error.line, cause: error });
  }
}

function decoded(bytes: Buffer, file: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new FlowError('UnicodeDecodeError', `'utf-8' codec can't decode ${file}. Save it as UTF-8.`, { file });
}

/** Refuses a template whose variables would be taken for parameters of what renders or sends it. */
export function refuseVariables(
  template: Template,
  reserved: ReadonlySet<string>,
  { node, owner }: { readonly node: string; readonly owner: string },
): void {
  const clashes = [...template.variables].filter((variable) => reserved.has(variable));
  if (clashes.length === 0) return;
  const names = clashes.map((clash) => `'${clash}'`).join(', ');
  const message = `Invalid inputs {${names}} in prompt template of node ${node}. These inputs are duplicated with the ${owner}. Rename the template's variables.`;
  throw new FlowError('NodeInputValidationError', message, { node });
}
