import type { MessageFormat } from '../../images/notation';
import type { NodeDefinition } from '../../load/definition';
import type { ExecutableNode, NodeCall, NodeResult } from '../executable';
import { givenTemplate } from './given-template';
import { loadTemplateImages } from './images';
import { unguard } from './guard';
import { renderGuarded } from './render';
import { readTemplateText, refuseVariables } from './source';

/** Input that takes the place of the template. */
const templateInput = 'template';

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
  refuseVariables(template, new Set([templateInput]), {
    node: definition.name,
    owner: 'reserved parameters of prompt tool',
  });
  return {
    definition,
    inputs: await loadTemplateImages(text, definition.inputs, place),
    optional: new Set([templateInput]),
    takesPythonObjects: false,
    run: (call: NodeCall): Promise<NodeResult> => {
      const values = new Map(call.arguments);
      const given = values.get(templateInput);
      values.delete(templateInput);
      const chosen = given === undefined ? template : givenTemplate(given);
      const guarded = renderGuarded(chosen, { ...call, arguments: values }, 'python', place.environment);
      return Promise.resolve({ output: unguard(guarded.text, guarded.tokens), guarded });
    },
  };
}
