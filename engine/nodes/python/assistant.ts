import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FlowError } from '../../error';
import type { NodeDefinition } from '../../load/definition';
import { formatJson } from '../../values/format-json';
import { repr, str } from '../../values/python-text';
import { isDict, isList, type Dict, type Value } from '../../values/value';
import type { EncodedAssistant } from './protocol';

/** Kinds of tools that the service runs itself. */
const served = ['code_interpreter', 'retrieval'];

/** Where an assistant is asked for. */
export interface AssistantPlace {
  readonly node: string;
  readonly input: string;
  readonly folder: string;
  /** Loads a function of the assistant, as a Python node of which it has the inputs that are given beforehand. */
  readonly loadTool: (definition: NodeDefinition) => Promise<unknown>;
}

/** The definition of an assistant that a file holds, with its functions loaded: model, instructions and tools. */
export async function readAssistant(path: string, place: AssistantPlace): Promise<EncodedAssistant> {
  const { node, input } = place;
  try {
    const body = await readDefinition(path, place);
    const listed = body.get('tools') ?? null;
    const tools: (string | null)[] = [];
    for (const tool of isList(listed) ? listed : []) tools.push(await loadFunction(tool, tools.length, place));
    return { assistant: formatJson(body), tools };
  } catch (error) {
    const { code, message } = FlowError.from(error);
    const text = `Failed to load assistant definition from input '${input}': (${code}) ${message}`;
    throw new FlowError('NodeInputValidationError', text, { node, cause: error });
  }
}

async function readDefinition(path: string, { node, input, folder }: AssistantPlace): Promise<Dict> {
  const file = resolve(folder, path);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const message = `Input '${input}' for node '${node}' of value '${path}' is not a valid path.`;
    throw new FlowError('InvalidSource', message, { node, file, cause: error });
  });
  const { parseYaml } = await import('../../load/yaml');
  const body = parseYaml(text, file);
  if (isDict(body)) return body;
  const message = `${path} must be a mapping with model, instructions and tools.`;
  throw new FlowError('InvalidAssistantTool', message, { node, file });
}

/** Loads a function and gives its name in the Python process; null for what the service runs itself. */
async function loadFunction(tool: Value, index: number, { node, input, loadTool }: AssistantPlace) {
  const field = (dict: Value, name: string): Value => (isDict(dict) ? (dict.get(name) ?? null) : null);
  const fail = (problem: string): never => {
    const message = `${problem} in assistant node '${node}'. Please make sure the assistant definition is correct.`;
    throw new FlowError('InvalidAssistantTool', message, { node });
  };
  const type = field(tool, 'type');
  if (typeof type === 'string' && served.includes(type)) return null;
  if (type !== 'function') {
    return fail(`The type ${repr(type)} of a tool is none of code_interpreter, function and retrieval`);
  }
  if (field(tool, 'tool_type') !== 'python')
    return fail("The 'tool_type' property is missing or invalid, or not python");
  const source = field(tool, 'source');
  if (source === null) return fail("The 'source' property is missing");
  const kind = field(source, 'type') ?? 'code';
  const [place, missing] = kind === 'package' ? (['tool', 'package'] as const) : (['path', 'python'] as const);
  if (kind !== 'package' && kind !== 'code') return fail(`Tool source type ${repr(kind)} is not supported`);
  const where = field(source, place);
  if (where === null || where === '') {
    return fail(`The '${place}' property is missing in 'source' of the assistant ${missing} tool`);
  }
  const given = field(tool, 'predefined_inputs');
  const inputs = isDict(given) ? [...given] : [];
  const name = `${node}/${input}/${index}`;
  await loadTool({
    name,
    type: 'python',
    source: { type: kind, [place]: str(where) },
    inputs: new Map(inputs.map(([parameter, value]) => [str(parameter), { kind: 'literal', value }])),
    aggregation: false,
  });
  return name;
}
