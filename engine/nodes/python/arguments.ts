import { connectionClass } from '../../connections/classes';
import { fetchConnection } from '../../connections/fetch';
import type { ConnectionProvider } from '../../connection';
import { convertLiteral } from '../../conversion/literals';
import { FlowError } from '../../error';
import type { MessageFormat } from '../../images/notation';
import type { NodeDefinition } from '../../load/definition';
import { readImage, readImagesWithin } from '../../images/read';
import { str } from '../../values/python-text';
import type { Value } from '../../values/value';
import { readAssistant } from './assistant';
import { encode, encodeConnection } from './encode';
import type { EncodedArgument, Parameter } from './protocol';

/** What literals of a node may lead to. */
export interface LiteralSurroundings {
  readonly connections: ConnectionProvider | undefined;
  /** Folder that relative paths start from. */
  readonly folder: string;
  readonly format: MessageFormat;
  /** Loads the functions of assistants. Without it there can be no assistants. */
  readonly loadTool?: (definition: NodeDefinition) => Promise<unknown>;
}

/** A literal as a tool takes it, and as records of the node show it. */
export interface Literal {
  readonly argument: EncodedArgument;
  readonly shown: Value;
}

/** A literal as the parameter of a tool takes it: converted to its type, or the connection or file that it names. */
export async function literalArgument(
  value: Value,
  place: { readonly node: string; readonly input: string; readonly parameter: Parameter | undefined },
  surroundings: LiteralSurroundings,
): Promise<Literal> {
  const { node, input, parameter } = place;
  const data = (shown: Value): Literal => ({ argument: encode(shown), shown });
  if (parameter === undefined) return data(value);
  if (parameter.connections.length > 0) {
    return { argument: await connectionArgument(str(value), place, parameter, surroundings), shown: value };
  }
  const images = { ...surroundings, what: `input '${input}'` };
  if (parameter.type === 'image') return data(await asInput(node, readImage(value, images)));
  const { folder, loadTool } = surroundings;
  if (parameter.type === 'assistant_definition' && loadTool !== undefined) {
    return { argument: await readAssistant(str(value), { node, input, folder, loadTool }), shown: value };
  }
  const converted = convertLiteral(value, parameter.type, input, node);
  const mayHoldImages = parameter.type === 'object' || parameter.type === 'list';
  return data(mayHoldImages ? await asInput(node, readImagesWithin(converted, images)) : converted);
}

/** What is wrong with an image of a node is wrong with the node, not with the data of a line. */
async function asInput(node: string, image: Promise<Value>): Promise<Value> {
  try {
    return await image;
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
    throw new FlowError('NodeInputValidationError', error.message, { node, cause: error });
  }
}

async function connectionArgument(
  name: string,
  { node, input }: { readonly node: string; readonly input: string },
  parameter: Parameter,
  { connections }: LiteralSurroundings,
): Promise<EncodedArgument> {
  const connection = await fetchConnection(connections, name, node);
  const found = connectionClass(connection.type);
  if (!parameter.connections.includes(found)) {
    const valid = parameter.connections.map((option) => `'${option}'`).join(', ');
    const message = `Input '${input}' for node '${node}' of type '${found}' is not supported, valid types [${valid}].`;
    throw new FlowError('NodeInputValidationError', message, { node });
  }
  return encodeConnection(connection);
}
