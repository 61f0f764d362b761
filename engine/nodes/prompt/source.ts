import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FlowError } from '../../error';
import { TemplateSyntaxError } from '../../jinja/errors';
import { Template } from '../../jinja/template';
import type { NodeDefinition } from '../../load/definition';

/** Reads and parses the template of a prompt or LLM node. */
export function readTemplate(node: NodeDefinition, folder: string): Template {
  const path = node.source?.path;
  const file = path === undefined ? undefined : join(folder, path);
  if (file === undefined || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    const message = `Node source path '${path ?? 'None'}' is invalid on node '${node.name}'. It must name a template file in ${folder}.`;
    throw new FlowError('InvalidSource', message, { node: node.name });
  }
  try {
    return new Template(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    const message = `Jinja parsing failed at line ${error.line}: (${error.name}) ${error.message}`;
    throw new FlowError('TemplateSyntaxError', message, { node: node.name, file, line: error.line, cause: error });
  }
}
