import { withoutEmptyLiterals } from '../../conversion/literals';
import { FlowError } from '../../error';
import { addTokens, noTokens, type TokenUsage } from '../../event';
import type { NodeDefinition } from '../../load/definition';
import type { Reference } from '../../references/reference';
import type { Value } from '../../values/value';
import type { ExecutableNode } from '../executable';
import { encode } from './encode';
import { literalArgument, type LiteralSurroundings } from './arguments';
import type { PythonHost } from './host';
import { readPrompt } from './prompt';
import type { EncodedArgument, Parameter, ToolSource } from './protocol';

/** Loads a Python node: its tool in the Python process, with literals converted and connections supplied. */
export async function loadPythonNode(
  definition: NodeDefinition,
  host: PythonHost,
  surroundings: LiteralSurroundings,
): Promise<ExecutableNode> {
  const { name } = definition;
  const source = toolSource(definition);
  const tool = await host.load(name, source);
  const inputs = withoutEmptyLiterals(definition.inputs);
  const creation: Record<string, EncodedArgument> = {};
  const prompt = definition.type === 'custom_llm' ? readPrompt(definition, tool, surroundings.folder) : undefined;
  const fixed: Record<string, EncodedArgument> = {
    ...prompt?.arguments,
    ...(definition.type === 'custom_llm' ? escaped(inputs) : {}),
  };
  const evaluated = new Map<string, Reference>();
  const literals = new Map<string, Value>();
  const loadTool = (tool: NodeDefinition): Promise<unknown> => loadPythonNode(tool, host, surroundings);
  for (const [input, reference] of inputs) {
    const forCreation = tool.creation.find((parameter) => parameter.name === input);
    const parameter =
      forCreation ??
      tool.parameters.find((candidate) => candidate.name === input) ??
      (prompt?.images.has(input) === true ? imageParameter(input) : undefined);
    if (reference.kind === 'literal') {
      const literal = await literalArgument(
        reference.value,
        { node: name, input, parameter },
        { ...surroundings, loadTool },
      );
      (forCreation === undefined ? fixed : creation)[input] = literal.argument;
      if (forCreation === undefined) literals.set(input, literal.shown);
    } else if (forCreation === undefined) {
      evaluated.set(input, reference);
    } else {
      const message = `Invalid input for '${name}': Initialization input '${input}' requires a literal value, but a reference is given.`;
      throw new FlowError('InputTypeMismatch', message, { node: name });
    }
  }
  const missing = tool.creation.filter((parameter) => parameter.required && !(parameter.name in creation));
  if (missing.length > 0) {
    const names = missing.map((parameter) => parameter.name).join(', ');
    throw new FlowError('MissingRequiredInputs', `Required inputs [${names}] are not provided for tool '${name}'.`, {
      node: name,
    });
  }
  const option = tool.streamingOption;
  await host.bind(name, source, creation, fixed, [...inputs.keys()]);
  return {
    definition,
    inputs: evaluated,
    literals,
    optional: new Set(tool.parameters.filter((parameter) => !parameter.required).map((parameter) => parameter.name)),
    takesPythonObjects: true,
    run: async ({ arguments: values, shared, lineNumber, emit, signal, stream, isAnswer = false }) => {
      const decided = option !== null && (isAnswer || stream !== undefined);
      const given = decided ? new Map([...values, [option, stream !== undefined]]) : values;
      let tokens = noTokens;
      const onTokens = (used: TokenUsage): void => void (tokens = addTokens(tokens, used));
      const changed = new Map<string, Value>();
      const onChanged = (argument: string, value: Value): void => void changed.set(argument, value);
      const caller = { node: name, lineNumber, emit, onTokens, shared, onChanged };
      const output = await host.call(given, caller, signal);
      return { output, tokens, changed };
    },
  };
}

/** The inputs that users write, by the name under which prompt flow's tools look for them. */
function escaped(inputs: ReadonlyMap<string, Reference>): Record<string, EncodedArgument> {
  const written = [...inputs].filter(([, { kind }]) => kind === 'input').map(([name]) => name);
  return written.length === 0 ? {} : { _inputs_to_escape: encode(written) };
}

/** An image of a custom LLM node's template goes to its tool among the other variables. */
function imageParameter(name: string): Parameter {
  return { name, type: 'image', connections: [], required: false };
}

function toolSource({ name, type, source }: NodeDefinition): ToolSource {
  if (type === 'custom_llm') {
    if (source?.type === 'package_with_prompt' && source.tool !== undefined)
      return { kind: 'package', id: source.tool };
    const message = `Tool source type ${source?.type ?? 'None'} for custom_llm tool is not supported yet. Give node '${name}' a source of type package_with_prompt with a tool and a path.`;
    throw new FlowError('NotImplementedError', message, { node: name });
  }
  if (source?.type === 'package') return { kind: 'package', id: source.tool ?? 'None' };
  if (source?.type === 'code' && source.path !== undefined) return { kind: 'file', path: source.path };
  if (source?.type === 'code') {
    throw new FlowError('InvalidSource', `Node '${name}' names no Python file; give its source a path.`, {
      node: name,
    });
  }
  const message = `Tool source type ${source?.type ?? 'None'} for python tool is not supported yet.`;
  throw new FlowError('NotImplementedError', message, { node: name });
}
