import { type ArmBody, type ArmResource, type Json, type JsonObject, readOnlyProperties } from '../../arm';

/** A resource as ARM's GET answers it. */
export function armView(resource: ArmResource): JsonObject {
  const { id, name, type, location, kind, sku, identity, tags, properties } = resource;
  return defined({
    id,
    name,
    type,
    location,
    kind,
    sku,
    identity,
    tags: tags === undefined ? undefined : { ...tags },
    properties,
  });
}

/** What of a resource a caller may send back by PUT. */
export function writableView(resource: ArmResource): JsonObject {
  const { location, kind, sku, identity, tags } = resource;
  const decided = new Set(readOnlyProperties(resource.type));
  const properties = Object.fromEntries(Object.entries(resource.properties).filter(([name]) => !decided.has(name)));
  return defined({ location, kind, sku, identity, tags: tags === undefined ? undefined : { ...tags }, properties });
}

/** The part of a body that the graph takes. */
export function toArmBody(body: JsonObject): ArmBody {
  const { location, kind, sku, identity, tags, properties } = body;
  return defined({ location, kind, sku, identity, tags, properties: properties ?? {} });
}

/** Objects are merged key by key, at any depth; anything else is replaced. */
export function deepMerge(base: Json, over: Json): Json {
  if (!isObject(base) || !isObject(over)) return over;
  const merged = Object.entries(over).map(
    ([key, value]) => [key, key in base ? deepMerge(base[key] ?? null, value) : value] as const,
  );
  return { ...base, ...Object.fromEntries(merged) };
}

/** The object without its null members, at any depth of objects. */
export function withoutNulls(value: JsonObject): JsonObject {
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, isObject(member) ? withoutNulls(member) : member]));
}

/** The value with only the given dotted paths in it. */
export function pickPaths(value: JsonObject, paths: readonly string[]): JsonObject {
  return paths.reduce<JsonObject>((picked, path) => {
    const names = path.split('.');
    const found = valueAt(value, names);
    return found === undefined ? picked : (deepMerge(picked, nest(names, found)) as JsonObject);
  }, {});
}

/** The object with what another has at the given dotted paths; paths that one of the two lacks are left alone. */
export function overridePaths(value: JsonObject, other: JsonObject, paths: readonly string[]): JsonObject {
  const known = paths.filter((path) => valueAt(value, path.split('.')) !== undefined);
  return deepMerge(value, pickPaths(other, known)) as JsonObject;
}

/** The value at a path of names; undefined where there is none. */
export function valueAt(value: Json, names: readonly string[]): Json | undefined {
  return names.reduce<Json | undefined>(
    (inner, name) => (inner !== undefined && isObject(inner) ? inner[name] : undefined),
    value,
  );
}

/** A value below a path of names. */
export function nest(names: readonly string[], value: Json): Json {
  return names.reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
}

export function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function defined<T>(value: Record<string, T | undefined>): Record<string, T> {
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, T] => entry[1] !== undefined));
}
