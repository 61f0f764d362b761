import { FlowError } from '../error';
import { str } from '../values/python-text';
import { truthy } from '../values/truth';
import { isDict, type Dict, type Value } from '../values/value';

/** Puts in the place of each node with `use_variants` the body of its chosen variant, or of its default. */
export function applyVariants(
  nodes: readonly Dict[],
  nodeVariants: Value,
  chosen: Readonly<Record<string, string>>,
  file: string,
): readonly Dict[] {
  const fail = (message: string, node: string): never => {
    throw new FlowError('InvalidFlowError', message, { node, file });
  };
  const names = nodes.map((node) => str(node.get('name') ?? null));
  for (const [node, variant] of Object.entries(chosen)) {
    const index = names.indexOf(node);
    if (index < 0) fail(`Node ${node} not found in flow. Its nodes are ${names.join(', ')}.`, node);
    if (!truthy(nodes[index]?.get('use_variants') ?? null))
      fail(`Variant ${variant} not found for node ${node}: it has no variants.`, node);
  }
  return nodes.map((node, index) => {
    if (!truthy(node.get('use_variants') ?? null)) return node;
    const name = names[index] ?? '';
    const entry = field(nodeVariants, name);
    const variants = field(entry, 'variants');
    const id = chosen[name] ?? field(entry, 'default_variant_id');
    if (id === null) return fail(`Default variant id is not specified for ${name}.`, name);
    const body = field(variantOf(variants, id), 'node');
    if (!isDict(body)) {
      const known = isDict(variants) ? [...variants.keys()].map(str).join(', ') : 'none';
      return fail(`Variant ${str(id)} not found for node ${name}. Its variants are ${known}.`, name);
    }
    return new Map([...body, ['name', name]]);
  });
}

/** Ids that YAML reads as numbers are chosen by their text. */
function variantOf(variants: Value, id: Value): Value {
  const found = isDict(variants) ? [...variants].find(([key]) => str(key) === str(id)) : undefined;
  return found?.[1] ?? null;
}

function field(value: Value, key: string): Value {
  return isDict(value) ? (value.get(key) ?? null) : null;
}
