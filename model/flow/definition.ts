import { z } from 'zod';
import { entry, type Path } from '../yaml/path';

const inputTypes = [
  'string',
  'int',
  'double',
  'bool',
  'list',
  'object',
  'image',
  'file_path',
  'secret',
  'prompt_template',
  'assistant_definition',
] as const;

const flowInput = z.looseObject({
  type: z.enum(inputTypes),
  default: z.unknown().optional(),
  is_chat_input: z.boolean().optional(),
});

const flowOutput = z.looseObject({
  reference: z.unknown().optional(),
  evaluation_only: z.boolean().optional(),
  is_chat_output: z.boolean().optional(),
});

const nodeBody = z.looseObject({
  type: z.string().optional(),
  source: z.looseObject({ type: z.string().optional(), path: z.string().optional() }).nullish(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
  connection: z.string().nullish(),
  activate: z.looseObject({ when: z.unknown().optional() }).nullish(),
  aggregation: z.boolean().nullish(),
  reduce: z.boolean().nullish(),
});

/** The parts of `flow.dag.yaml` that the configuration depends on; the engine checks the rest when it loads a flow. */
export const flowDefinition = z.looseObject({
  inputs: z.record(z.string(), flowInput).nullish(),
  outputs: z.record(z.string(), flowOutput).nullish(),
  nodes: z.array(nodeBody.extend({ name: z.string(), use_variants: z.boolean().nullish() })).nullish(),
  node_variants: z
    .record(
      z.string(),
      z.looseObject({
        default_variant_id: z.string().nullish(),
        variants: z.record(z.string(), z.looseObject({ node: nodeBody })).nullish(),
      }),
    )
    .nullish(),
  additional_includes: z.array(z.string()).nullish(),
  /** `module:function_or_class` of a flow that has no nodes. */
  entry: z.unknown().optional(),
  sample: z.unknown().optional(),
});

export type FlowDefinition = z.infer<typeof flowDefinition>;
export type NodeBody = z.infer<typeof nodeBody>;

/** One way a node may run: its only body, or one of its variants. */
export interface NodeVariant {
  readonly node: string;
  /** Absent for a node without variants. */
  readonly variant?: string;
  /** True for the body that runs where nobody chooses another. */
  readonly isDefault: boolean;
  readonly body: NodeBody;
  /** Where the body stands in the file. */
  readonly path: Path;
}

/** Every body of every node, in the order of the file. */
export function nodeVariants(definition: FlowDefinition): readonly NodeVariant[] {
  return (definition.nodes ?? []).flatMap((node, index): NodeVariant[] => {
    if (node.use_variants !== true) return [{ node: node.name, isDefault: true, body: node, path: ['nodes', index] }];
    const choice = entry(definition.node_variants, node.name);
    return Object.entries(choice?.variants ?? {}).map(([variant, { node: body }]) => ({
      node: node.name,
      variant,
      isDefault: variant === choice?.default_variant_id,
      body,
      path: ['node_variants', node.name, 'variants', variant, 'node'],
    }));
  });
}

/** Aggregation nodes run once after all lines; an endpoint never runs them. */
export function isAggregation(body: NodeBody): boolean {
  return body.aggregation === true || body.reduce === true;
}

/** Names of the inputs that a caller must give. */
export function requiredInputs(definition: FlowDefinition): readonly string[] {
  return Object.entries(definition.inputs ?? {}).flatMap(([name, { default: value }]) =>
    value === undefined || value === null ? [name] : [],
  );
}
