import type { ConnectionProvider } from '../connection';
import { fetchConnection } from '../connections/fetch';
import { FlowError } from '../error';
import { literalArgument } from '../nodes/python/arguments';
import { encodeConnection } from '../nodes/python/encode';
import type { EncodedArgument, EncodedArguments, EntryParameter, LoadedEntry } from '../nodes/python/protocol';
import { formatJson } from '../values/format-json';
import { parseJson } from '../values/parse-json';
import { fromPlain } from '../values/plain';
import { repr, str } from '../values/python-text';
import { isDict, type Value } from '../values/value';
import type { FlexDefinition } from './definition';
import type { FlexSignature } from './signature';

type Values = ReadonlyMap<string, Value>;

/** Variable that holds the init of a flow that is served, as JSON. */
const variable = 'PF_FLOW_INIT_CONFIG';

/** What the entry's class is made of: what is given, else the variable's, else the sample. */
export function initValues(
  definition: FlexDefinition,
  given: Readonly<Record<string, unknown>> | undefined,
  variables: Readonly<Record<string, string>>,
): Values {
  if (given !== undefined && Object.keys(given).length > 0) {
    return new Map(Object.entries(given).map(([name, value]) => [name, fromPlain(value)]));
  }
  const text = variables[variable];
  return text === undefined || text === '' ? definition.sample.init : parseInit(text);
}

function parseInit(text: string): Values {
  let value: Value;
  try {
    value = parseJson(text);
  } catch {
    value = null;
  }
  if (isDict(value)) return new Map([...value].map(([name, item]) => [String(name), item]));
  throw new FlowError('UserErrorException', `${variable} can't be deserialized to json: it must be an object.`);
}

export interface InitSurroundings {
  readonly connections: ConnectionProvider | undefined;
  /** Folder that relative paths start from. */
  readonly folder: string;
}

/**
 * Arguments of the entry's class, with connections and models in the place of their names. Texts, as command lines give
 * them, are converted to the parameters' types; other values stay what they are.
 */
export async function initArguments(
  { creation }: LoadedEntry,
  { init: declared }: Pick<FlexSignature, 'init'>,
  given: Values,
  entry: string,
  surroundings: InitSurroundings,
): Promise<EncodedArguments> {
  const defaults = [...declared].flatMap(([name, { default: value }]): [string, Value][] =>
    value === undefined || value === '' ? [] : [[name, value]],
  );
  const values = new Map([...defaults, ...given]);
  const entries = [...values].map(async ([name, value]): Promise<[string, EncodedArgument]> => {
    const parameter = creation.find((candidate) => candidate.name === name);
    return [name, await initArgument(value, { node: entry, input: name, parameter }, surroundings)];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function initArgument(
  value: Value,
  place: { readonly node: string; readonly input: string; readonly parameter: EntryParameter | undefined },
  surroundings: InitSurroundings,
): Promise<EncodedArgument> {
  const { parameter } = place;
  const isName = parameter !== undefined && parameter.connections.length > 0;
  const keepsType = typeof value !== 'string' && !isName && parameter?.type !== 'image';
  try {
    if (typeof parameter?.model === 'string') return await modelArgument(value, parameter.model, place, surroundings);
    const converting = keepsType ? { ...place, parameter: undefined } : place;
    return (await literalArgument(value, converting, { ...surroundings, format: 'basic' })).argument;
  } catch (error) {
    throw initFailure(place.input, FlowError.from(error));
  }
}

/** A model configuration is written as a dict, on a command line as its JSON. */
async function modelArgument(
  value: Value,
  model: string,
  { node, input }: { readonly node: string; readonly input: string },
  { connections }: InitSurroundings,
): Promise<EncodedArgument> {
  const fields = typeof value === 'string' ? readDict(value) : value;
  if (!isDict(fields)) {
    const message = `Model config value is not an instance of ${model}, got ${repr(value)} for '${input}'. Give a mapping with connection, or with an endpoint.`;
    throw new FlowError('InvalidModelConfigValueType', message);
  }
  const name = fields.get('connection') ?? null;
  const text = { model: formatJson(fields) };
  if (name === null) return text;
  return { ...text, ...encodeConnection(await fetchConnection(connections, str(name), node)) };
}

function readDict(text: string): Value {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

function initFailure(name: string, error: FlowError): FlowError {
  const message = `Failed to initialize flow entry with '{'${name}': ***}', ex:'(${error.code}) ${error.message}'.`;
  return new FlowError('FlowEntryInitializationError', message, { cause: error });
}
