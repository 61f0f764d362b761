import { existsSync } from 'node:fs';
import { basename, dirname, resolve as resolvePath } from 'node:path';
import { FlowError } from '../error';
import { valueTypes, type DeclaredOutput, type InputDefinition, type ValueType } from '../load/definition';
import { parseYaml } from '../load/yaml';
import type { Api } from '../nodes/llm/parameters';
import { pythonEquals } from '../values/equality';
import { repr } from '../values/python-text';
import { isDict, type Dict, type DictKey, type Value } from '../values/value';
import { resultName, type PromptyDefinition, type PromptyModel } from './definition';
import { readReferenced, resolveReferences, type Variables } from './references';

const frontMatter = /^\s*-{3,}[ \t]*\n(.*?\n)?-{3,}[ \t]*(?:\n(.*))?$/s;
const noEntries: Dict = new Map();

export interface PromptyChanges {
  /** Takes the place of other entries of the front matter, key by key: of inputs, outputs or the sample. */
  readonly entries?: Dict;
  /** Takes the place of what the file says of its model, key by key. */
  readonly model?: Dict;
  /** Takes the place of the model's whole configuration. */
  readonly configuration?: Dict;
}

/** Reads the text of a `.prompty` file. */
export function parsePrompty(
  text: string,
  file: string,
  variables: Variables,
  { entries = noEntries, model = noEntries, configuration }: PromptyChanges,
): PromptyDefinition {
  const [whole, yaml = '', template = ''] = frontMatter.exec(text.replaceAll(/\r\n?/g, '\n')) ?? [];
  if (whole === undefined) {
    throw mistake(file, 'it must begin with YAML between two lines of ---, which the template follows');
  }
  const folder = dirname(file);
  const resolve = (given: Dict): Dict => dictOf(resolveReferences(given, folder, variables), 'the front matter', file);
  const written = resolveReferences(parseYaml(yaml, file), folder, variables);
  const document = merge(isDict(written) ? written : noEntries, resolve(entries));
  const read = (key: string): Value => document.get(key) ?? null;
  const dict = (key: string): Dict => dictOf(read(key), key, file);
  const merged = merge(dict('model'), resolve(model));
  if (configuration !== undefined) merged.set('configuration', resolve(configuration));
  const inputs = new Map([...dict('inputs')].map(([name, value]) => [String(name), inputOf(value)]));
  const promptyModel = modelOf(merged, file);
  const outputs = [...dict('outputs')].map(([name, value]) => [String(name), outputOf(value)] as const);
  const answersJson = isJson(promptyModel);
  const [name, description] = [read('name'), read('description')];
  return {
    name: typeof name === 'string' ? name : basename(file, '.prompty'),
    ...(typeof description === 'string' ? { description } : {}),
    inputs,
    declaresInputs: inputs.size > 0,
    outputs: new Map(answersJson ? outputs : [[resultName, { ...outputOf(null), isChatOutput: true }]]),
    keys: answersJson ? outputs.map(([name]) => name) : [],
    environmentVariables: new Map(),
    messageFormat: 'basic',
    chatHistory: 'messages',
    model: promptyModel,
    sample: sampleOf(read('sample'), inputs, file),
    template,
  };
}

/** Whether the model is asked for JSON, which then is the result. */
export function isJson({ parameters, response }: PromptyModel): boolean {
  const format = parameters.get('response_format') ?? null;
  return response === 'first' && isDict(format) && pythonEquals(format.get('type') ?? null, 'json_object');
}

function modelOf(model: Dict, file: string): PromptyModel {
  const api = model.get('api') ?? 'chat';
  const response = model.get('response') ?? 'first';
  if (api !== 'chat' && api !== 'completion') {
    throw mistake(file, `model.api is ${repr(api)}; it must be chat or completion`);
  }
  if (response !== 'first' && response !== 'all') {
    throw mistake(file, `model.response is ${repr(response)}; it must be first or all`);
  }
  return {
    api: api satisfies Api,
    response,
    configuration: dictOf(model.get('configuration') ?? null, 'model.configuration', file),
    parameters: dictOf(model.get('parameters') ?? null, 'model.parameters', file),
  };
}

function inputOf(value: Value): InputDefinition {
  if (!isDict(value)) return { type: 'object', isChatInput: false };
  const fallback = value.get('default') ?? null;
  const description = value.get('description');
  const history = value.get('is_chat_history');
  return {
    type: typeOf(value),
    ...(fallback === null ? {} : { default: fallback }),
    ...(typeof description === 'string' ? { description } : {}),
    isChatInput: value.get('is_chat_input') === true,
    ...(typeof history === 'boolean' ? { isChatHistory: history } : {}),
  };
}

function outputOf(value: Value): DeclaredOutput {
  return { type: isDict(value) ? typeOf(value) : 'string', evaluationOnly: false, isChatOutput: false };
}

/** Types are for whoever reads the file: values are not converted to them. */
function typeOf(value: Dict): ValueType {
  const given = value.get('type');
  return valueTypes.find((type) => type === given) ?? 'object';
}

/** Values by input, or the name of a JSON file of them. They may stand under `inputs`. */
function sampleOf(value: Value, declared: ReadonlyMap<string, unknown>, file: string): ReadonlyMap<string, Value> {
  const sample = dictOf(typeof value === 'string' ? readSample(value, file) : value, 'sample', file);
  const inputs = sample.get('inputs') ?? null;
  const chosen = isDict(inputs) && !declared.has('inputs') ? inputs : sample;
  return new Map([...chosen].map(([name, item]) => [String(name), item]));
}

function readSample(name: string, file: string): Value {
  if (!name.endsWith('.json')) {
    throw new FlowError(
      'InvalidSampleError',
      `Only dict and json file are supported as sample in prompty. See ${file}.`,
    );
  }
  const path = resolvePath(dirname(file), name.replace(/^file:/, ''));
  if (existsSync(path)) return readReferenced(path);
  throw new FlowError('InvalidSampleError', `Cannot find sample file ${path}. See ${file}.`);
}

function dictOf(value: Value, key: string, file: string): Dict {
  if (value === null) return noEntries;
  if (isDict(value)) return value;
  throw mistake(file, `${key} is ${repr(value)}; it must be a mapping`);
}

function merge(below: Dict, above: Dict): Map<DictKey, Value> {
  const merged = new Map(below);
  for (const [key, value] of above) {
    const old = below.get(key) ?? null;
    merged.set(key, isDict(value) && isDict(old) ? merge(old, value) : value);
  }
  return merged;
}

function mistake(file: string, reason: string): FlowError {
  return new FlowError('UserErrorException', `${file} is no valid prompty: ${reason}.`, { file });
}
