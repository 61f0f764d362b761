import { type Json, type JsonObject, objectsOf } from '../../../arm';

/** The only block of a kind; an empty object where there is none. */
export function blockOf(value: Json | undefined): JsonObject {
  return objectsOf(value)[0] ?? {};
}

/** The object without what it leaves out. */
export function given(value: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, Json] => (entry[1] ?? null) !== null),
  );
}
