import { FlowError } from '../error';
import type { Flow, LineRun, RunOptions } from '../flow';
import { readProperty } from '../references/property';
import type { NodeReference, Reference } from '../references/reference';
import { convert } from '../conversion/convert';
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
  let node: NodeDefinition | undefined;
  const flow = await loadDagFlow(location, options, loadFlow, (definition, file) => {
    node = definition.nodes.find((candidate) => candidate.name === name);
    if (node !== undefined) return alone(definition, node);
    const known = definition.nodes.map((candidate) => candidate.name).join(', ') || 'none';
    throw new FlowError('NodeNotFound', `Node '${name}' is not in the flow. Its nodes are: ${known}.`, { file });
  });
  return {
    flow,
    run: (inputs, runOptions) =>
      flow.execute(
        new Map(Object.entries(node === undefined ? inputs : argumentsOf(node, flow.definition, inputs))),
        runOptions,
      ),
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
    // An aggregation node takes a list with an item for each line, here one.
    inputs.set(input, node.aggregation ? anyValue : (declared ?? anyValue));
    references.set(input, { kind: 'input', name: input });
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
  { inputs }: FlowDefinition,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const [input, reference] of node.inputs) {
    if (reference.kind === 'literal') continue;
    const value = valueFor(input, reference, given);
    if (value === undefined && inputs.get(input)?.default === undefined) missing.push(input);
    if (value !== undefined) values[input] = node.aggregation ? [parsed(value)] : value;
  }
  if (missing.length === 0) return values;
  const names = missing.map((name) => `'${name}'`).join(', ');
  throw new FlowError('MissingRequiredInputs', `Required input(s) [${names}] are missing for "${node.name}".`, {
    node: node.name,
  });
}

function valueFor(
  input: string,
  reference: Exclude<Reference, { kind: 'literal' }>,
  given: Readonly<Record<string, unknown>>,
): unknown {
  if (given[input] !== undefined) return given[input];
  if (reference.kind === 'input') return given[`inputs.${reference.name}`] ?? given[reference.name];
  const whole = `${reference.node}.${reference.section}`;
  const exact = reference.property === '' ? undefined : given[`${whole}.${reference.property}`];
  if (exact !== undefined) return exact;
  const output = given[whole];
  return output === undefined ? undefined : property(reference, output);
}

function property(reference: NodeReference, output: unknown): Value {
  const value = parsed(output);
  return reference.property === '' ? value : readProperty(reference, value);
}

/** Text from a command line as the JSON that it is, or as text. */
function parsed(given: unknown): Value {
  const value = fromPlain(given);
  const conversion = convert(value, 'object');
  return conversion.ok ? conversion.value : value;
}
