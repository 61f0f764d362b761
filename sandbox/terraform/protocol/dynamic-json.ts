import { type Json, type JsonObject } from '../../arm';
import { type AttributeType } from '../schema/schema';
import { Dynamic, isUnknown, type Value, valuesOf } from './values';

/**
 * A Terraform value as JSON. Numbers that only Terraform can hold exactly become the nearest double, as they do in
 * any program that reads a JSON request.
 */
export function toJson(value: Value | undefined, type: AttributeType = 'dynamic'): Json {
  if (value === undefined || value === null || isUnknown(value)) return null;
  if (value instanceof Dynamic) return toJson(value.value, value.type);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return type === 'number' ? Number(value) : value;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item, index) => toJson(item, itemType(type, index)));
  return Object.fromEntries(
    Object.entries(valuesOf(value)).map(([name, item]) => [name, toJson(item, memberType(type, name))]),
  );
}

/** The value as a JSON object; an empty one where it is something else. */
export function toJsonObject(value: Value | undefined): JsonObject {
  const json = toJson(value);
  return json !== null && typeof json === 'object' && !Array.isArray(json) ? (json as JsonObject) : {};
}

/** JSON as a value of a `dynamic` attribute, with the type that Terraform would infer from it. */
export function fromJson(json: Json): Dynamic {
  return new Dynamic(inferType(json), toValue(json));
}

/** JSON as a Terraform value. */
export function toValue(json: Json): Value {
  if (Array.isArray(json)) return json.map((item: Json) => toValue(item));
  if (json !== null && typeof json === 'object') {
    return Object.fromEntries(Object.entries(json as JsonObject).map(([name, item]) => [name, toValue(item)]));
  }
  return json;
}

function inferType(json: Json): AttributeType {
  if (typeof json === 'string') return 'string';
  if (typeof json === 'number') return 'number';
  if (typeof json === 'boolean') return 'bool';
  if (json === null) return 'dynamic';
  if (Array.isArray(json)) return ['tuple', json.map((item: Json) => inferType(item))];
  return ['object', Object.fromEntries(Object.entries(json).map(([name, item]) => [name, inferType(item)]))];
}

function itemType(type: AttributeType, index: number): AttributeType {
  if (typeof type === 'string' || type[0] === 'object') return 'dynamic';
  return type[0] === 'tuple' ? (type[1][index] ?? 'dynamic') : type[1];
}

function memberType(type: AttributeType, name: string): AttributeType {
  if (typeof type === 'string') return 'dynamic';
  if (type[0] === 'object') return type[1][name] ?? 'dynamic';
  return type[0] === 'map' ? type[1] : 'dynamic';
}
