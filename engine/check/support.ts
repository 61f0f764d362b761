import { FlowError } from '../error';
import type { FlowDefinition } from '../load/definition';

/** Refuses flows that need what this engine does not have, rather than run them differently from prompt flow. */
export function checkSupported(flow: FlowDefinition, file: string): void {
  for (const [name, { type }] of flow.inputs) {
    if (type !== 'image') continue;
    const message = `Flow input '${name}' is an image, which this engine does not load. Give the flow an object or the path of a file, and load it in a Python node.`;
    throw new FlowError('NotSupported', message, { file });
  }
}
