import { FlowError } from '../error';
import type { FlowDefinition, NodeDefinition } from '../load/definition';
import type { NodeReference } from '../references/reference';

/** The node references among a node's inputs. */
export function inputNodeReferences(node: NodeDefinition): readonly NodeReference[] {
  return [...node.inputs.values()].filter((reference) => reference.kind === 'node');
}

/** Names of the nodes that must be over before this one can be decided on. */
export function dependencies(node: NodeDefinition): readonly string[] {
  const references = inputNodeReferences(node).map((reference) => reference.node);
  return node.activate?.when.kind === 'node' ? [...references, node.activate.when.node] : references;
}

/** Names of the nodes that others among `nodes` read, or are decided on by. */
export function nodesRead(nodes: readonly NodeDefinition[]): ReadonlySet<string> {
  return new Set(nodes.flatMap(dependencies));
}

/** Checks that nodes have names of their own, refer to what exists, and run in some order. Throws at the first mistake. */
export function checkTopology(flow: FlowDefinition, file: string): void {
  const nodes = new Map<string, NodeDefinition>();
  for (const node of flow.nodes) {
    if (nodes.has(node.name)) {
      const message = `Node with name '${node.name}' appears more than once in the node definitions in your flow, which is not allowed. Rename one of them.`;
      throw new FlowError('DuplicateNodeName', message, { node: node.name, file });
    }
    nodes.set(node.name, node);
  }
  for (const node of flow.nodes) checkInputReferences(node, flow, file);
  for (const node of flow.nodes) checkNodeReferences(node, nodes, file);
  checkCycles(flow.nodes, file);
}

function failure(code: string, message: string, node: string, file: string): FlowError {
  return new FlowError(code, `Invalid node definitions found in the flow graph. ${message}`, { node, file });
}

function checkInputReferences(node: NodeDefinition, flow: FlowDefinition, file: string): void {
  for (const reference of node.inputs.values()) {
    if (reference.kind === 'input' && !flow.inputs.has(reference.name)) {
      const known = [...flow.inputs.keys()].join(', ') || 'none';
      throw failure(
        'InputReferenceNotFound',
        `Node '${node.name}' references flow input '${reference.name}' which is not defined in your flow. Its inputs are: ${known}.`,
        node.name,
        file,
      );
    }
  }
}

function checkNodeReferences(node: NodeDefinition, nodes: ReadonlyMap<string, NodeDefinition>, file: string): void {
  const fail = (code: string, message: string): never => {
    throw failure(code, message, node.name, file);
  };
  const isAggregated = (name: string): boolean => nodes.get(name)?.aggregation === true;
  const when = node.activate?.when;
  if (node.aggregation && when?.kind === 'node' && !isAggregated(when.node)) {
    fail(
      'InvalidNodeReference',
      `Non-aggregation node '${when.node}' cannot be referenced in the activate config of the aggregation node '${node.name}'.`,
    );
  }
  const names = dependencies(node);
  const unknown = names.find((name) => !nodes.has(name));
  if (unknown !== undefined) {
    const known = [...nodes.keys()].join(', ');
    fail(
      'NodeReferenceNotFound',
      `Node '${node.name}' references a non-existent node '${unknown}' in your flow. Its nodes are: ${known}.`,
    );
  }
  const aggregated = names.filter(isAggregated);
  if (!node.aggregation && aggregated.length > 0) {
    const listed = [...new Set(aggregated)].map((name) => `'${name}'`).join(', ');
    fail(
      'InvalidNodeReference',
      `Non-aggregate node '${node.name}' cannot reference aggregate nodes {${listed}}. Only another aggregation node may.`,
    );
  }
}

function checkCycles(nodes: readonly NodeDefinition[], file: string): void {
  let waiting = nodes;
  for (;;) {
    const names = new Set(waiting.map((node) => node.name));
    const blocked = waiting.filter((node) => dependencies(node).some((name) => names.has(name)));
    if (blocked.length === 0) return;
    if (blocked.length === waiting.length) {
      const cycle = blocked.map((node) => node.name).sort();
      const message = `Invalid node definitions found in the flow graph. Node circular dependency has been detected among the nodes in your flow: ${cycle.join(', ')}.`;
      throw new FlowError('NodeCircularDependency', message, { node: cycle[0] ?? '', file });
    }
    waiting = blocked;
  }
}
