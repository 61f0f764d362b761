import { FlowError } from '../../error';
import type { NodeDefinition } from '../../load/definition';
import { readTemplateText } from '../prompt/source';
import { encode } from './encode';
import type { EncodedArgument, LoadedTool } from './protocol';

/** The template of a custom LLM node, as the parameter of its tool that takes templates. */
export function promptArgument(
  node: NodeDefinition,
  tool: LoadedTool,
  folder: string,
): Record<string, EncodedArgument> {
  const { name } = node;
  const parameter = tool.parameters.find(({ type }) => type === 'prompt_template');
  if (parameter === undefined) {
    const message = `The tool of custom LLM node '${name}' has no parameter of type PromptTemplate for the node's template.`;
    throw new FlowError('BadFunctionInterface', message, { node: name });
  }
  const { text, template } = readTemplateText(node, folder);
  const taken = new Set(tool.parameters.map((candidate) => candidate.name));
  const clashes = [...template.variables].filter((variable) => taken.has(variable)).map((variable) => `'${variable}'`);
  if (clashes.length > 0) {
    const message = `Invalid inputs {${clashes.join(', ')}} in prompt template of node ${name}. These inputs are duplicated with the inputs of custom llm tool.`;
    throw new FlowError('NodeInputValidationError', message, { node: name });
  }
  return { [parameter.name]: encode(text) };
}
