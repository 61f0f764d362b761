import type { NodeDefinition } from '../../load/definition';
import type { ExecutableNode, NodeCall, NodeResult } from '../executable';
import { unguard } from './guard';
import { renderGuarded } from './render';
import { readTemplate, refuseVariables } from './source';

/** Loads a prompt node: a template whose rendering is the node's output. */
export function loadPromptNode(definition: NodeDefinition, folder: string): ExecutableNode {
  const template = readTemplate(definition, folder);
  refuseVariables(template, new Set(['template']), { node: definition.name, owner: 'render_template_jinja2' });
  return {
    definition,
    inputs: definition.inputs,
    optional: new Set(),
    takesPythonObjects: false,
    run: (call: NodeCall): Promise<NodeResult> => {
      const guarded = renderGuarded(template, call, 'python');
      return Promise.resolve({ output: unguard(guarded.text, guarded.tokens), guarded });
    },
  };
}
