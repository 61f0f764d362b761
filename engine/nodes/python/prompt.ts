import { FlowError } from '../../error';
import type { NodeDefinition } from '../../load/definition';
import { readTemplateText } from '../prompt/source';

import { imageVariables } from '../prompt/images';
import { encode } from './encode';
import type { EncodedArgument, LoadedTool } from './protocol';

export interface PromptOfTool {
  /** The template, as the parameter of the tool that takes templates. */
  readonly arguments: Record<string, EncodedArgument>;
  /** Variables of the template that are images. */
  readonly images: ReadonlySet<string>;
}

/** The template of a custom LLM node. */
export function readPrompt(node: NodeDefinition, tool: LoadedTool, folder: string): PromptOfTool {
  const { name } = node;
  const parameter = tool.parameters.find(({ type }) => type === 'prompt_template');
  if (parameter === undefined) {
    const message = `Invalid Custom LLM tool ${node.source?.tool ?? name}: its function is missing a prompt template argument. Annotate one of its parameters with PromptTemplate.`;
    throw new FlowError('InvalidCustomLLMTool', message, { node: name });
  }
  const { text, template } = readTemplateText(node, folder);
  const taken = new Set(tool.parameters.map((candidate) => candidate.name));
  const clashes = [...template.variables].filter((variable) => taken.has(variable)).map((variable) => `'${variable}'`);
  if (clashes.length > 0) {
    const message = `Invalid inputs {${clashes.join(', ')}} in prompt template of node ${name}. These inputs are duplicated with the inputs of custom llm tool.`;
    throw new FlowError('NodeInputValidationError', message, { node: name });
  }
  return { arguments: { [parameter.name]: encode(text) }, images: imageVariables(text) };
}
