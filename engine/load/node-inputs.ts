import { FlowError } from '../error';
import { fromPlain } from '../values/plain';
import type { FlowDefinition, NodeDefinition } from './definition';

/** The flow with other values for inputs of its nodes: literals in the place of what the file says. */
export function setNodeInputs(
  flow: FlowDefinition,
  inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  file: string,
): FlowDefinition {
  for (const node of Object.keys(inputs)) {
    if (flow.nodes.some(({ name }) => name === node)) continue;
    const known = flow.nodes.map(({ name }) => name).join(', ') || 'none';
    throw new FlowError('InvalidFlowError', `Node ${node} not found in flow. Its nodes are ${known}.`, { node, file });
  }
  return { ...flow, nodes: flow.nodes.map((node) => withInputs(node, inputs[node.name] ?? {})) };
}

function withInputs(node: NodeDefinition, given: Readonly<Record<string, unknown>>): NodeDefinition {
  const literals = Object.entries(given).map(
    ([name, value]) => [name, { kind: 'literal', value: fromPlain(value) }] as const,
  );
  return { ...node, inputs: new Map([...node.inputs, ...literals]) };
}
