import { type Json, type JsonObject } from '../../arm';
import { type Field, translated } from '../behaviour/fields';

/** Names of ARM that do not follow from Terraform's. */
export type Renames = Readonly<Record<string, string>>;

/** A block that occurs at most once, as an object of ARM whose keys are the attributes' in camel case. */
export function camelBlock(path: string, renames: Renames = {}): Field {
  const back = Object.fromEntries(Object.entries(renames).map(([terraform, arm]) => [arm, terraform]));
  return translated(
    path,
    (blocks) => {
      const [block] = blocks as readonly JsonObject[];
      return block === undefined ? null : renamed(block, (name) => renames[name] ?? camel(name));
    },
    (value) => (value === null ? [] : [renamed(value as JsonObject, (name) => back[name] ?? snake(name))]),
  );
}

function renamed(value: JsonObject, rename: (name: string) => string): JsonObject {
  const inner = (member: Json): Json => {
    if (Array.isArray(member)) return (member as readonly Json[]).map(inner);
    return member !== null && typeof member === 'object' ? renamed(member as JsonObject, rename) : member;
  };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), inner(member)]));
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
