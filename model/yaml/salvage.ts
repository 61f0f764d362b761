import { type z } from 'zod';
import { explains, type Fault } from './document';
import { faultsOf } from './faults';
import { type Path, valueAt } from './path';

/** What of a document fits its schema, and everything that does not. */
export interface Salvaged<T> {
  /** The document without its faulty parts; undefined where nothing usable is left. */
  readonly value: T | undefined;
  readonly faults: readonly Fault[];
}

/**
 * Checks data against a schema and goes on with what is right, so that one mistake does not hide the next ones:
 * faulty parts are left out (with what cannot be without them) until the rest fits.
 */
export function salvage<T>(schema: z.ZodType<T>, data: unknown): Salvaged<T> {
  const rest = unshared(data);
  const faults: Fault[] = [];
  for (;;) {
    const result = schema.safeParse(rest);
    if (result.success) return { value: result.data, faults };
    const found = result.error.issues.flatMap((issue) => faultsOf(issue, schema, rest));
    for (const fault of byDepth(found)) {
      // What is missing because it was misspelt or left out, and what a sum lacks because of it, is no new mistake.
      if (!faults.some((known) => explains(known, fault.path))) faults.push(fault);
    }
    const parts = found.map(({ path }) => removable(rest, path));
    if (parts.some((path) => path.length === 0)) return { value: undefined, faults };
    for (const path of parts) remove(rest, path);
  }
}

/** The deepest first: they explain those around them. */
function byDepth(faults: readonly Fault[]): readonly Fault[] {
  const rank = ({ path, meant }: Fault) => path.length + (meant === undefined ? 0 : 0.5);
  return faults.toSorted((a, b) => rank(b) - rank(a));
}

/** The smallest part to leave out: what stands at the path or, where nothing does, around it. Lists go as a whole. */
function removable(root: unknown, path: Path): Path {
  let part = path;
  while (part.length > 0 && (valueAt(root, part) === undefined || typeof part.at(-1) === 'number')) {
    part = part.slice(0, -1);
  }
  return part;
}

function remove(root: unknown, path: Path): void {
  const holder = valueAt(root, path.slice(0, -1));
  if (holder !== null && typeof holder === 'object') Reflect.deleteProperty(holder, path.at(-1) ?? '');
}

/** A copy in which YAML aliases are separate values: removing a part must not remove it elsewhere. */
function unshared(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unshared);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unshared(part)]));
}
