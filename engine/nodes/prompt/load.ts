import type { MessageFormat } from '../../images/notation';
import type { NodeDefinition } from '../../load/definition';
import type { ExecutableNode, NodeCall, NodeResult } from '../executable';
import { loadTemplateImages } from './images';
import { unguard } from './guard';
import { renderGuarded } from './render';
import { readTemplateText, refuseVariables } from './source';

/** Loads a prompt node: a template whose rendering is the node's output. */
export async function loadPromptNode(
  definition: NodeDefinition,
  place: {
    readonly folder: string;
    readonly format: MessageFormat;
    readonly environment: Readonly<Record<string, string>>;
  },
): Promise<ExecutableNode> {
  const { text, template } = readTemplateText(definition, place.folder);
  refuseVariables(template, new Set(['template']), {
    node: definition.name,
    owner: 'reserved parameters of prompt tool',
  });
  return {
    definition,
    inputs: await loadTemplateImages(text, definition.inputs, place),
    optional: new Set(),
    takesPythonObjects: false,
    run: (call: NodeCall): Promise<NodeResult> => {
      const guarded = renderGuarded(template, call, 'python', place.environment);
      return Promise.resolve({ output: unguard(guarded.text, guarded.tokens), guarded });
    },
  };
}
