import type { MessageFormat } from '../../images/notation';
import type { NodeDefinition } from '../../load/definition';
import { settled } from '../../values/pending';
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
    run: async (call: NodeCall): Promise<NodeResult> => {
      const values = new Map(call.arguments);
      const written = values.get(templateInput);
      values.delete(templateInput);
      const chosen = written === undefined ? template : givenTemplate(written);
      const given = { ...call, arguments: values };
      const guarded = await settled(() => renderGuarded(chosen, given, 'python', place.environment));
      return { output: unguard(guarded.text, guarded.tokens), guarded };
    },
  };
}
