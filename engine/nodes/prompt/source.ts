import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FlowError } from '../../error';
import type { NodeDefinition } from '../../load/definition';
import { Template } from './template';

/** Reads and parses the template of a prompt or LLM node. */
export function readTemplate(node: NodeDefinition, folder: string): Template {
  const path = node.source?.path;
  const file = path === undefined ? undefined : join(folder, path);
  if (file === undefined || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    const message = `Node source path '${path ?? 'None'}' is invalid on node '${node.name}'. It must name a template file in ${folder}.`;
    throw new FlowError('InvalidSource', message, { node: node.name });
  }
  // A lone CR also ends a line for Python, which reads text files with universal newlines.
  return new Template(readFileSync(file, 'utf8').replace(/\r\n?/g, '\n'));
}
