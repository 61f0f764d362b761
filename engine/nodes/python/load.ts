import { connectionClass } from '../../connections/classes';
import { fetchConnection } from '../../connections/fetch';
import type { ConnectionProvider } from '../../connection';
import { convertLiteral, withoutEmptyLiterals } from '../../conversion/literals';
import { FlowError } from '../../error';
import type { NodeDefinition } from '../../load/definition';
import type { Reference } from '../../references/reference';
import { str } from '../../values/python-text';
import type { Value } from '../../values/value';
import type { ExecutableNode } from '../executable';
import { encode, encodeConnection } from './encode';
import type { PythonHost } from './host';
import type { Encoded, EncodedConnection, Parameter, ToolSource } from './protocol';

/** Loads a Python node: its tool in the Python process, with literals converted and connections supplied. */
export async function loadPythonNode(
  definition: NodeDefinition,
  host: PythonHost,
  connections: ConnectionProvider | undefined,
): Promise<ExecutableNode> {
  const { name } = definition;
  const source = toolSource(definition);
  const tool = await host.load(name, source);
  const inputs = withoutEmptyLiterals(definition.inputs);
  const creation: Record<string, Encoded | EncodedConnection> = {};
  const fixed: Record<string, Encoded | EncodedConnection> = {};
  const evaluated = new Map<string, Reference>();
  for (const [input, reference] of inputs) {
    const forCreation = tool.creation.find((parameter) => parameter.name === input);
    const parameter = forCreation ?? tool.parameters.find((candidate) => candidate.name === input);
    if (reference.kind === 'literal') {
      const value = await literalArgument(reference.value, input, parameter, name, connections);
      (forCreation === undefined ? fixed : creation)[input] = value;
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
  await host.bind(name, source, creation, fixed);
  return {
    definition,
    inputs: evaluated,
    optional: new Set(tool.parameters.filter((parameter) => !parameter.required).map((parameter) => parameter.name)),
    takesPythonObjects: true,
    run: async ({ arguments: values, lineNumber, emit, signal, stream }) => {
      const given = stream === undefined || option === null ? values : new Map([...values, [option, true]]);
      return { output: await host.call(given, { node: name, lineNumber, emit }, signal) };
    },
  };
}

function toolSource({ name, source }: NodeDefinition): ToolSource {
  if (source?.type === 'package' && source.tool !== undefined) return { kind: 'package', id: source.tool };
  if (source?.type === 'code' && source.path !== undefined) return { kind: 'file', path: source.path };
  if (source?.type === 'code') {
    throw new FlowError('InvalidSource', `Node '${name}' names no Python file; give its source a path.`, {
      node: name,
    });
  }
  const message = `Tool source type ${source?.type ?? 'None'} for python tool is not supported yet.`;
  throw new FlowError('NotImplementedError', message, { node: name });
}

async function literalArgument(
  value: Value,
  input: string,
  parameter: Parameter | undefined,
  node: string,
  connections: ConnectionProvider | undefined,
): Promise<Encoded | EncodedConnection> {
  if (parameter === undefined) return encode(value);
  if (parameter.type === 'assistant_definition') {
    const message = `Input '${input}' for node '${node}' is the definition of an assistant, which this engine does not run.`;
    throw new FlowError('NotSupported', message, { node });
  }
  if (parameter.connections.length === 0) return encode(convertLiteral(value, parameter.type, input, node));
  const connection = await fetchConnection(connections, str(value), node);
  const found = connectionClass(connection.type);
  if (!parameter.connections.includes(found)) {
    const valid = parameter.connections.map((name) => `'${name}'`).join(', ');
    const message = `Input '${input}' for node '${node}' of type '${found}' is not supported, valid types [${valid}].`;
    throw new FlowError('NodeInputValidationError', message, { node });
  }
  return encodeConnection(connection);
}
