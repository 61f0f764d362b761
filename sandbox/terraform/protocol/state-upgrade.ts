import { type Block } from '../schema/schema';

/**
 * Brings stored state to the present schema: what it lacks is empty, what it no longer has is dropped. State that
 * fits passes through as it is, so that long numbers keep their digits.
 */
export function upgradeState(json: Uint8Array, { attributes, blocks }: Block): Uint8Array {
  const state = JSON.parse(Buffer.from(json).toString()) as Record<string, unknown>;
  const names = [...Object.keys(attributes), ...Object.keys(blocks)];
  if (names.length === Object.keys(state).length && names.every((name) => name in state)) return json;
  const emptyBlocks = Object.entries(blocks).map(
    ([name, { nesting }]) => [name, nesting === 'single' ? null : []] as const,
  );
  const kept = Object.entries(state).filter(([name]) => name in attributes || name in blocks);
  return Buffer.from(JSON.stringify({ ...Object.fromEntries(emptyBlocks), ...Object.fromEntries(kept) }));
}
