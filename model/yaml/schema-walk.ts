import { z } from 'zod';
import { type Path } from './path';

/**
 * Schemas in whose place, or below it, a secret may be written by mistake: no message shows a value from there.
 * `instead` says what belongs there.
 */
export const secretPlaces = z.registry<{ readonly instead: string }>();

/** Mappings in which an unknown key that sounds like a secret most likely is one, with what belongs there instead. */
export const secretHolders = z.registry<{ readonly instead: string }>();

/** The schemas that may describe what stands at a path: more than one below a union. */
export function schemasAt(schema: z.core.$ZodType, path: Path): readonly z.core.$ZodType[] {
  return path.reduce<readonly z.core.$ZodType[]>(
    (schemas, part) => schemas.flatMap((one) => childrenOf(one, part)),
    alternatives(schema),
  );
}

/** The keys that a mapping at this path may have. */
export function keysAt(schema: z.core.$ZodType, path: Path): readonly string[] {
  const mappings = schemasAt(schema, path).filter((one) => one instanceof z.ZodObject);
  return [...new Set(mappings.flatMap((mapping) => Object.keys(mapping.shape)))];
}

/** What belongs in a place for secrets; undefined where the path leads to no such place. */
export function secretPlaceAt(schema: z.core.$ZodType, path: Path): { readonly instead: string } | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    for (const one of schemasAt(schema, path.slice(0, length))) {
      const place = secretPlaces.get(one);
      if (place !== undefined) return place;
    }
  }
  return undefined;
}

function childrenOf(schema: z.core.$ZodType, part: string | number): readonly z.core.$ZodType[] {
  const child =
    schema instanceof z.ZodObject
      ? (schema.shape as Readonly<Record<string, z.core.$ZodType>>)[part]
      : schema instanceof z.ZodRecord
        ? schema.valueType
        : schema instanceof z.ZodArray
          ? schema.element
          : undefined;
  return child === undefined ? [] : alternatives(child);
}

/** The schema itself with what its wrappers hold and what its unions offer. */
function alternatives(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion) return [schema, ...schema.options.flatMap(alternatives)];
  const isWrapper =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault;
  if (isWrapper) {
    return [schema, ...alternatives(schema.unwrap())];
  }
  if (schema instanceof z.ZodPipe) return [schema, ...alternatives(schema.in)];
  return [schema];
}
