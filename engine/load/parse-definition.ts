import { basename } from 'node:path';
import { FlowError } from '../error';
import { parseReference, type Reference } from '../references/reference';
import { repr, str } from '../values/python-text';
import { truthy } from '../values/truth';
import { isDict, isList, type Dict, type Value } from '../values/value';
import {
  valueTypes,
  type Activation,
  type DeclaredOutput,
  type FlowDefinition,
  type InputDefinition,
  type NodeDefinition,
  type NodeSource,
  type NodeType,
  type OutputDefinition,
  type ValueType,
} from './definition';
import { applyVariants } from './variants';

const nodeTypes: readonly string[] = ['llm', 'prompt', 'python', 'custom_llm', 'csharp'];

/** Reads a flow's parsed YAML. Throws a `FlowError` at the first thing that prompt flow could not read either. */
export function parseDefinition(
  document: Value,
  location: { readonly folder: string; readonly file: string },
  variants: Readonly<Record<string, string>>,
): FlowDefinition {
  const reader = new DefinitionReader(location.file);
  const flow = reader.mapping(document, 'the flow');
  const nodes = reader.list(flow.get('nodes'), 'nodes').map((node) => reader.mapping(node, 'each of nodes'));
  const description = text(flow.get('description'));
  return {
    name: basename(location.folder),
    ...(description === undefined ? {} : { description }),
    inputs: reader.entries(flow.get('inputs'), 'inputs', (name, body) => reader.input(name, body)),
    outputs: reader.entries(flow.get('outputs'), 'outputs', (name, body) => reader.output(name, body)),
    nodes: applyVariants(nodes, flow.get('node_variants') ?? null, variants, location.file).map((node) =>
      reader.node(node),
    ),
    environmentVariables: reader.entries(
      flow.get('environment_variables'),
      'environment_variables',
      (_, value) => value,
    ),
    additionalIncludes: reader.list(flow.get('additional_includes'), 'additional_includes').map(str),
    messageFormat: reader.messageFormat(flow.get('message_format') ?? null),
  };
}

/** Reads what the definitions of all kinds of flows have in common. Throws a `FlowError` for what has another form. */
export class DefinitionReader {
  constructor(private readonly file: string) {}

  input(name: string, body: Value): InputDefinition {
    const fields = this.mapping(body, `input '${name}'`);
    const fallback = fields.get('default') ?? null;
    const description = text(fields.get('description'));
    const history = fields.get('is_chat_history');
    return {
      type: this.valueType(fields.get('type'), `input '${name}'`),
      ...(fallback === null ? {} : { default: fallback }),
      ...(description === undefined ? {} : { description }),
      isChatInput: fields.get('is_chat_input') === true,
      ...(typeof history === 'boolean' ? { isChatHistory: history } : {}),
    };
  }

  output(name: string, body: Value): OutputDefinition {
    const fields = this.mapping(body, `output '${name}'`);
    return {
      ...this.declaredOutput(name, fields),
      reference: parseReference(fields.get('reference') ?? (fields.has('reference') ? null : '')),
    };
  }

  declaredOutput(name: string, body: Value): DeclaredOutput {
    const fields = this.mapping(body, `output '${name}'`);
    const description = text(fields.get('description'));
    return {
      type: this.valueType(fields.get('type'), `output '${name}'`),
      ...(description === undefined ? {} : { description }),
      evaluationOnly: fields.get('evaluation_only') === true,
      isChatOutput: fields.get('is_chat_output') === true,
    };
  }

  node(body: Dict): NodeDefinition {
    const name = body.has('name') ? str(body.get('name') ?? null) : 'None';
    const type = body.get('type') ?? null;
    if (type !== null && !(typeof type === 'string' && nodeTypes.includes(type))) {
      this.fail(`Node '${name}' has type ${repr(type)}; it must be one of ${nodeTypes.join(', ')}.`, name);
    }
    const source = body.get('source') ?? null;
    const connection = text(body.get('connection'));
    const api = text(body.get('api'));
    const module = text(body.get('module'));
    const activate = this.activation(name, body);
    return {
      name,
      ...(type === null ? {} : { type: type as NodeType }),
      ...(source === null ? {} : { source: this.source(name, source) }),
      inputs: this.entries(body.get('inputs'), `inputs of node '${name}'`, (_, value): Reference =>
        parseReference(value),
      ),
      ...(connection === undefined ? {} : { connection }),
      ...(api === undefined ? {} : { api }),
      ...(module === undefined || module === '' ? {} : { module }),
      aggregation: truthy(body.get('aggregation') ?? null) || truthy(body.get('reduce') ?? null),
      ...(activate === undefined ? {} : { activate }),
    };
  }

  messageFormat(value: Value): 'basic' | 'openai-vision' {
    if (value === null || value === 'basic') return 'basic';
    if (value === 'openai-vision') return value;
    const message = `Invalid message format ${repr(value)} in ${this.file}; it must be basic or openai-vision.`;
    throw new FlowError('InvalidMessageFormatType', message, { file: this.file });
  }

  mapping(value: Value | undefined, what: string): Dict {
    if (value === undefined || !truthy(value)) return new Map();
    return isDict(value) ? value : this.fail(`${what} must be a mapping, not ${repr(value)}.`);
  }

  list(value: Value | undefined, what: string): readonly Value[] {
    if (value === undefined || !truthy(value)) return [];
    return isList(value) ? value : this.fail(`${what} must be a list, not ${repr(value)}.`);
  }

  entries<T>(value: Value | undefined, what: string, read: (name: string, body: Value) => T): ReadonlyMap<string, T> {
    return new Map([...this.mapping(value, what)].map(([key, body]) => [str(key), read(str(key), body)]));
  }

  private source(node: string, value: Value): NodeSource {
    const fields = this.mapping(value, `source of node '${node}'`);
    const path = text(fields.get('path'));
    const tool = text(fields.get('tool'));
    return {
      type: text(fields.get('type')) ?? 'code',
      ...(path === undefined ? {} : { path }),
      ...(tool === undefined ? {} : { tool }),
    };
  }

  private activation(node: string, body: Dict): Activation | undefined {
    if (!body.has('activate')) return undefined;
    const fields = body.get('activate') ?? null;
    const when = isDict(fields) ? fields.get('when') : undefined;
    const is = isDict(fields) ? fields.get('is') : undefined;
    if (when === undefined || is === undefined) {
      this.fail(
        `The definition of activate config for node ${node} is incorrect. It needs both 'when' and 'is'.`,
        node,
      );
    }
    return { when: parseReference(when), is };
  }

  private valueType(value: Value | undefined, what: string): ValueType {
    const known = valueTypes.find((type) => type === value);
    if (known !== undefined) return known;
    const found = value === undefined ? 'has no type' : `has type ${repr(value)}`;
    return this.fail(`The ${what} ${found}; it must be one of ${valueTypes.join(', ')}.`);
  }

  private fail(message: string, node?: string): never {
    const place = node === undefined ? {} : { node };
    throw new FlowError('FlowDefinitionError', `${message} See ${this.file}.`, { file: this.file, ...place });
  }
}

function text(value: Value | undefined): string | undefined {
  return value === null || value === undefined ? undefined : str(value);
}
