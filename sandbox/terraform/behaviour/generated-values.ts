import { createHash } from 'node:crypto';

/** A GUID that follows from a resource's id: what Azure would generate, but the same at every read. */
export function generatedGuid(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n').toLowerCase()).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
