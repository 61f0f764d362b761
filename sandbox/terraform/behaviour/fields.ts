import { type ArmBody, type ArmResource, type Json, type JsonObject } from '../../arm';
import { toJson, toValue } from '../protocol/dynamic-json';
import { type Value } from '../protocol/values';

/** Where an attribute stands in an ARM resource, and how its value is written there. */
export interface Field {
  readonly path: readonly string[];
  readonly toArm: (value: Json) => Json;
  readonly fromArm: (value: Json) => Json;
}

const same = (value: Json) => value;

/** A path below `properties`, such as `workspaceCapping.dailyQuotaGb`. */
export function property(path: string): Field {
  return at(`properties.${path}`);
}

/** A path in the resource, such as `sku.name`. */
export function at(path: string): Field {
  return { path: path.split('.'), toArm: same, fromArm: same };
}

/** A boolean that ARM spells as one of two words. */
export function words(path: string, whenTrue = 'Enabled', whenFalse = 'Disabled'): Field {
  return {
    ...property(path),
    toArm: (value) => (value === true ? whenTrue : whenFalse),
    fromArm: (value) => value === whenTrue,
  };
}

/** A boolean that ARM states the other way round. */
export function negated(path: string): Field {
  return { ...property(path), toArm: (value) => value !== true, fromArm: (value) => value !== true };
}

/** A value that needs its own translation. */
export function translated(path: string, toArm: (value: Json) => Json, fromArm: (value: Json) => Json): Field {
  return { ...property(path), toArm, fromArm };
}

/** The body with the attribute's value in it; null takes it away. */
export function writeField(body: ArmBody, field: Field, value: Value): ArmBody {
  const json = toJson(value);
  return write(body, field.path, json === null ? undefined : field.toArm(json));
}

/** The attribute's value in a resource; undefined where the resource does not have it. */
export function readField(resource: ArmResource, field: Field): Value | undefined {
  let value: Json | undefined = resource as unknown as JsonObject;
  for (const name of field.path) value = isObject(value) ? value[name] : undefined;
  return value === undefined ? undefined : toValue(field.fromArm(value));
}

function write(object: JsonObject, [name = '', ...rest]: readonly string[], value: Json | undefined): JsonObject {
  const { [name]: before, ...others } = object;
  if (rest.length === 0) return value === undefined ? others : { ...object, [name]: value };
  const inner = write(isObject(before) ? before : {}, rest, value);
  return { ...object, [name]: inner };
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
