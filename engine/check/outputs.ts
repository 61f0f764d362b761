import { FlowError } from '../error';
import type { FlowDefinition, OutputDefinition } from '../load/definition';

/**
 * Checks what the outputs refer to. Returns those that a run can give: an output of an aggregation node is none of them,
 * as such nodes only run over a whole batch.
 */
export function checkOutputs(flow: FlowDefinition, file: string): ReadonlyMap<string, OutputDefinition> {
  const nodes = new Map(flow.nodes.map((node) => [node.name, node]));
  return new Map(
    [...flow.outputs].filter(([name, { reference }]) => {
      if (reference.kind === 'literal' && reference.value === '') {
        const message = `The output '${name}' for flow is incorrect. The reference is not specified for the output. Give it one, such as \${node.output}.`;
        throw new FlowError('EmptyOutputReference', message, { file });
      }
      if (reference.kind === 'input' && !flow.inputs.has(reference.name)) {
        const message = `The output '${name}' for flow is incorrect. The output '${name}' references non-existent flow input '${reference.name}' in your flow.`;
        throw new FlowError('OutputReferenceNotFound', message, { file });
      }
      if (reference.kind !== 'node') return true;
      const node = nodes.get(reference.node);
      if (node === undefined) {
        const message = `The output '${name}' for flow is incorrect. The output '${name}' references non-existent node '${reference.node}' in your flow.`;
        throw new FlowError('OutputReferenceNotFound', message, { file });
      }
      return !node.aggregation;
    }),
  );
}
