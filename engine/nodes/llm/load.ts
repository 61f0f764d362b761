import type { Connection, ConnectionProvider } from '../../connection';
import { fetchConnection } from '../../connections/fetch';
import { convertLiteral, withoutEmptyLiterals } from '../../conversion/literals';
import { FlowError } from '../../error';
import type { MessageFormat } from '../../images/notation';
import type { NodeDefinition } from '../../load/definition';
import type { Reference } from '../../references/reference';
import type { ExecutableNode } from '../executable';
import { loadTemplateImages } from '../prompt/images';
import { readTemplateText, refuseVariables } from '../prompt/source';
import { providerOf, type Provider } from './client';
import { apiParameters, type Api } from './parameters';
import { LanguageModel, promptInput } from './model';

/** Where an LLM node's files are, and what it may connect to. */
export interface LlmSurroundings {
  readonly folder: string;
  readonly format: MessageFormat;
  /** The flow's environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly connections: ConnectionProvider | undefined;
}

/** Loads an LLM node: its connection, the API that this leads to, and its template. */
export async function loadLlmNode(
  definition: NodeDefinition,
  { connections, ...place }: LlmSurroundings,
): Promise<ExecutableNode> {
  const { name } = definition;
  const connection = await connectionOf(definition, connections);
  const provider = providerOf(connection);
  const api = apiOf(definition, provider);
  const parameters = apiParameters(provider, api);
  const inputs = new Map<string, Reference>();
  for (const [input, reference] of withoutEmptyLiterals(definition.inputs)) {
    const type = parameters.get(input);
    const converts = reference.kind === 'literal' && type !== undefined;
    inputs.set(
      input,
      converts ? { kind: 'literal', value: convertLiteral(reference.value, type, input, name) } : reference,
    );
  }
  const { text, template } = readTemplateText(definition, place.folder);
  const reserved = new Set([...parameters.keys(), 'connection', promptInput]);
  refuseVariables(template, reserved, { node: name, owner: `parameters of ${provider}.${api}` });
  const model = new LanguageModel({
    provider,
    api,
    connection,
    connections,
    template,
    environment: place.environment,
    parameters: new Set([...parameters.keys(), promptInput]),
  });
  return {
    definition,
    inputs: await loadTemplateImages(text, inputs, place),
    optional: new Set([promptInput, ...parameters.keys()].filter((parameter) => parameter !== 'deployment_name')),
    takesPythonObjects: false,
    run: (call) => model.run(name, call),
  };
}

async function connectionOf(node: NodeDefinition, connections: ConnectionProvider | undefined): Promise<Connection> {
  if (node.connection !== undefined) return fetchConnection(connections, node.connection, node.name);
  const message = `Get connection 'None' for node '${node.name}' error: the node names no connection. Add connection: <name> to it.`;
  throw new FlowError('GetConnectionError', message, { node: node.name });
}

function apiOf({ name, api }: NodeDefinition, provider: Provider): Api {
  if (api === 'chat' || api === 'completion') return api;
  const message = `The API '${provider}.${api ?? 'None'}' is not found. Set the api of node '${name}' to chat or completion.`;
  throw new FlowError('APINotFound', message, { node: name });
}
