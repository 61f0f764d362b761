import { valueAt } from '../yaml/path';

/**
 * Lays settings over those that they inherit from: maps merge, everything else (lists too) replaces. A connection that
 * is given another type starts afresh, since the types have different keys.
 */
export function inherit(base: unknown, over: unknown): unknown {
  const merged = merge(base, over);
  const connections = valueAt(merged, ['connections']);
  if (!isMap(merged) || !isMap(connections)) return merged;
  const kept = Object.entries(connections).map(([name, connection]) => {
    const path = ['connections', name];
    const [old, own] = [valueAt(base, [...path, 'type']), valueAt(over, [...path, 'type'])];
    return [name, old !== undefined && own !== undefined && own !== old ? valueAt(over, path) : connection] as const;
  });
  return { ...merged, connections: Object.fromEntries(kept) };
}

function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isMap(base) || !isMap(over)) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(valueAt(base, [key]), valueAt(over, [key]))]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
