import { connectionClass } from '../../connections/classes';
import { fetchConnection } from '../../connections/fetch';
import type { ConnectionProvider } from '../../connection';
import { convertLiteral } from '../../conversion/literals';
import { FlowError } from '../../error';
import type { MessageFormat } from '../../images/notation';
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
}

/** A literal as the parameter of a tool takes it: converted to its type, or the connection or file that it names. */
export async function literalArgument(
  value: Value,
  place: { readonly node: string; readonly input: string; readonly parameter: Parameter | undefined },
  surroundings: LiteralSurroundings,
): Promise<EncodedArgument> {
  const { node, input, parameter } = place;
  if (parameter === undefined) return encode(value);
  if (parameter.connections.length > 0) return connectionArgument(str(value), place, parameter, surroundings);
  const images = { ...surroundings, what: `input '${input}'` };
  if (parameter.type === 'image') return encode(await asInput(node, readImage(value, images)));
  if (parameter.type === 'assistant_definition') return readAssistant(str(value), surroundings.folder, node);
  const converted = convertLiteral(value, parameter.type, input, node);
  const mayHoldImages = parameter.type === 'object' || parameter.type === 'list';
  return encode(mayHoldImages ? await asInput(node, readImagesWithin(converted, images)) : converted);
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
