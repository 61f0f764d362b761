import { FlowError } from '../error';
import type { Flow, LineRun, RunOptions } from '../flow';
import { readProperty } from '../references/property';
import type { InputReference, NodeReference, Reference } from '../references/reference';
import { convert } from '../conversion/convert';
import { prepareInputs } from '../conversion/flow-inputs';
import { fromPlain } from '../values/plain';
import type { Value } from '../values/value';
import type { FlowDefinition, InputDefinition, NodeDefinition } from './definition';
import { loadDagFlow } from './load-dag';
import { loadFlow, type LoadOptions } from './load-flow';
import { locateFlow } from './locate';

/** One node of a flow, on its own. */
export interface LoadedNode {
  /** The flow that it is of, without its other nodes. */
  readonly flow: Pick<Flow, 'name' | 'folder' | 'definition' | 'mask'>;
  /**
   * Runs the node. Inputs are named by the node's own parameters, or by what these refer to: `inputs.question` or
   * `question` for a flow input, `previous.output` for a node. The node's output is the one output, `output`.
   */
  run(inputs: Readonly<Record<string, unknown>>, options?: RunOptions): Promise<LineRun>;
  /** Ends its Python process, where it has one. */
  close(): Promise<void>;
}

/** Loads a node without the rest of its flow: neither the other tools nor their connections are touched. */
export async function loadNode(path: string, name: string, options: LoadOptions = {}): Promise<LoadedNode> {
  const location = locateFlow(path);
  if (location.kind !== 'dag') {
    const message = `${location.file} has no nodes: only nodes of a flow.dag.yaml run on their own.`;
    throw new FlowError('NodeNotFound', message, { file: location.file });
  }
  let whole: { readonly node: NodeDefinition; readonly definition: FlowDefinition } | undefined;
  const flow = await loadDagFlow(location, options, loadFlow, (definition, file) => {
    const node = definition.nodes.find((candidate) => candidate.name === name);
    if (node !== undefined) {
      whole = { node, definition };
      return alone(definition, node);
    }
    const known = definition.nodes.map((candidate) => candidate.name).join(', ') || 'none';
    throw new FlowError('NodeNotFound', `Node '${name}' is not in the flow. Its nodes are: ${known}.`, { file });
  });
  return {
    flow,
    run: (inputs, runOptions) => {
      if (whole === undefined) return flow.execute(new Map(Object.entries(inputs)), runOptions);
      const { node, definition } = whole;
      const known = new Set([...node.inputs].flatMap(([input, reference]) => namesOf(input, reference)));
      for (const unknown of Object.keys(inputs).filter((given) => !known.has(given))) {
        const message = `Node '${name}' has no input '${unknown}'; its value is ignored.`;
        runOptions?.onEvent?.({ type: 'warning', node: name, message });
      }
      return flow.execute(new Map(Object.entries(argumentsOf(node, definition, inputs))), runOptions);
    },
    close: () => flow.close(),
  };
}

/** A flow of the node alone, whose inputs are what the node takes by reference. */
function alone(flow: FlowDefinition, node: NodeDefinition): FlowDefinition {
  const inputs = new Map<string, InputDefinition>();
  const references = new Map<string, Reference>();
  for (const [input, reference] of node.inputs) {
    if (reference.kind === 'literal') {
      references.set(input, reference);
      continue;
    }
    const declared = reference.kind === 'input' ? flow.inputs.get(reference.name) : undefined;
    inputs.set(input, node.aggregation ? anyValue : (declared ?? anyValue));
    references.set(input, { kind: 'input', name: input, ...(reference.kind === 'node' ? { isOutput: true } : {}) });
  }
  return {
    ...flow,
    inputs,
    outputs: new Map([
      [
        'output',
        {
          type: 'object',
          reference: { kind: 'node', node: node.name, section: 'output', property: '' },
          evaluationOnly: false,
          isChatOutput: false,
          isRecord: true,
        },
      ],
    ]),
    nodes: [withoutActivation({ ...node, aggregation: false, inputs: references })],
  };
}

function withoutActivation(node: NodeDefinition): NodeDefinition {
  return Object.fromEntries(Object.entries(node).filter(([key]) => key !== 'activate')) as unknown as NodeDefinition;
}

const anyValue: InputDefinition = { type: 'object', isChatInput: false };

function argumentsOf(
  node: NodeDefinition,
  flow: FlowDefinition,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const [input, reference] of node.inputs) {
    if (reference.kind === 'literal') continue;
    const fallback = reference.kind === 'input' ? flow.inputs.get(reference.name)?.default : undefined;
    const own = valueFor(input, reference, given);
    const value = own === undefined ? fallback : own;
    if (value === undefined) missing.push(input);
    else if (node.aggregation) values[input] = aggregated(reference, fromPlain(value), flow);
    else if (own !== undefined) values[input] = reference.kind === 'node' ? asIs(own) : own;
  }
  if (missing.length === 0) return values;
  const names = missing.map((name) => `'${name}'`).join(', ');
  throw new FlowError('UserErrorException', `Required input(s) [${names}] are missing for "${node.name}".`, {
    node: node.name,
  });
}

/** An aggregation node takes a list with an item for each line, here one, of what is not aggregated itself. */
function aggregated(reference: InputReference | NodeReference, value: Value, { inputs, nodes }: FlowDefinition): Value {
  if (reference.kind === 'node') {
    const isAggregated = nodes.some(({ name, aggregation }) => name === reference.node && aggregation);
    return isAggregated ? asIs(value) : [value];
  }
  const { name } = reference;
  const declared = inputs.get(name);
  const given = new Map([[name, value]]);
  const prepared = declared === undefined ? given : prepareInputs(new Map([[name, declared]]), given, undefined);
  return [prepared.get(name) ?? null];
}

/** What a node is said to have given is not read as JSON, although inputs of any type are. */
function asIs<T>(value: T): T | string {
  return typeof value === 'string' ? JSON.stringify(value) : value;
}

/** Names under which a value for an input may be given. Those of what it refers to go before the node's own. */
function namesOf(input: string, reference: Reference): readonly string[] {
  if (reference.kind === 'literal') return [input];
  if (reference.kind === 'input') {
    const { name } = reference;
    return [`inputs.${name}`, `flow.${name}`, input, name];
  }
  const whole = `${reference.node}.${reference.section}`;
  return reference.property === '' ? [whole, input] : [`${whole}.${reference.property}`, input, whole];
}

function valueFor(
  input: string,
  reference: InputReference | NodeReference,
  given: Readonly<Record<string, unknown>>,
): unknown {
  const name = namesOf(input, reference).find((candidate) => given[candidate] !== undefined);
  if (name === undefined || reference.kind === 'input') return name === undefined ? undefined : given[name];
  const isWhole = reference.property !== '' && name === `${reference.node}.${reference.section}`;
  return isWhole ? readProperty(reference, parsed(given[name])) : ownProperty(reference, given[name]);
}

/** Of a dict that has what the reference asks for, that; else the value, which then is it. */
function ownProperty({ property: path }: NodeReference, given: unknown): unknown {
  const isDict = typeof given === 'object' && given !== null && !Array.isArray(given);
  return isDict && path !== '' && Object.hasOwn(given, path) ? (given as Record<string, unknown>)[path] : given;
}

/** Text from a command line as the JSON that it is, or as text. */
function parsed(given: unknown): Value {
  const value = fromPlain(given);
  const conversion = convert(value, 'object');
  return conversion.ok ? conversion.value : value;
}
