import { FlowError } from '../error';
import type { FlowDefinition, NodeDefinition } from './definition';

/** Inputs of nodes to set, by node and then by name: another connection, deployment or model than the flow names. */
export type NodeOverrides = Readonly<Record<string, Readonly<Record<string, string>>>>;

const ofModels = ['connection', 'deployment_name', 'model'];

/** The flow with other connections. LLM nodes take `connection`, `deployment_name` and `model`, Python nodes their inputs. */
export function applyOverrides(flow: FlowDefinition, overrides: NodeOverrides, file: string): FlowDefinition {
  for (const node of Object.keys(overrides)) {
    if (flow.nodes.some(({ name }) => name === node)) continue;
    const known = flow.nodes.map(({ name }) => name).join(', ') || 'none';
    throw new FlowError('InvalidFlowError', `Node ${node} not found in flow. Its nodes are ${known}.`, { node, file });
  }
  const nodes = flow.nodes.map((node) => overridden(node, overrides[node.name] ?? {}, file));
  return { ...flow, nodes };
}

function overridden(node: NodeDefinition, fields: Readonly<Record<string, string>>, file: string): NodeDefinition {
  const inputs = new Map(node.inputs);
  let { connection } = node;
  const known = node.type === 'llm' ? ofModels : [...node.inputs.keys()];
  for (const [name, value] of Object.entries(fields)) {
    if (!known.includes(name)) {
      const message = `Connection override '${node.name}.${name}' is not supported; node ${node.name} takes ${known.join(', ') || 'none'}.`;
      throw new FlowError('InvalidFlowError', message, { node: node.name, file });
    }
    if (node.type === 'llm' && name === 'connection') connection = value;
    else inputs.set(name, { kind: 'literal', value });
  }
  return { ...node, inputs, ...(connection === undefined ? {} : { connection }) };
}
