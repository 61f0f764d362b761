/** What a node input, an `activate.when` or an output points at: `${inputs.x}` or `${node.output.path}`. */
export type Reference =
  | { readonly to: 'input'; readonly input: string }
  /** `section` is what stands between the first two dots after the node: only `output` can be read. */
  | { readonly to: 'node'; readonly node: string; readonly section: string };

/**
 * Reads a reference; undefined for everything else, which is a literal. As in prompt flow the whole text must be the
 * reference, and an input's name is all that follows the first dot.
 */
export function parseReference(value: unknown): Reference | undefined {
  if (typeof value !== 'string' || !value.startsWith('${') || !value.endsWith('}')) return undefined;
  const [head = '', ...rest] = value.slice(2, -1).split('.');
  if (head === 'inputs' || head === 'flow') return { to: 'input', input: rest.join('.') };
  return { to: 'node', node: head, section: rest[0] ?? 'output' };
}
