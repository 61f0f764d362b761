import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { schemaFromBinding } from './binding-schema';
import { bindingSource, findBindings } from './binding-source';
import { providerSchemaFromBinding } from './provider-schema';
import { type Attribute, type Block } from './schema';

/** Raise it when the derivation of schemas changes: schemas on disk are then derived anew. */
const derivation = 1;

/** A type whose schema comes from a binding, with what the binding does not say. */
export interface BoundType {
  readonly binding: string;
  readonly sensitive?: readonly string[];
  readonly writeOnly?: readonly string[];
}

/** The schemas of one provider. */
export interface BindingSchemas {
  readonly provider: Block;
  of(type: BoundType): Block;
}

/**
 * Reads the schemas of a provider's types from its bindings package. They are kept on disk by the package's version:
 * deriving them costs 100 ms, reading them 5.
 */
export function bindingSchemas(
  packageName: string,
  bindings: readonly string[],
  cacheDirectory: string,
): BindingSchemas {
  const installed = findBindings(packageName);
  const key = createHash('sha256')
    .update(JSON.stringify([derivation, installed.version, bindings]))
    .digest('hex')
    .slice(0, 12);
  const file = join(cacheDirectory, `${packageName.split('/').at(-1) ?? packageName}-${installed.version}-${key}.json`);
  let schemas = readSchemas(file);
  if (schemas === undefined) {
    schemas = {
      ...Object.fromEntries(bindings.map((binding) => [binding, schemaFromBinding(bindingSource(installed, binding))])),
      provider: providerSchemaFromBinding(bindingSource(installed, 'provider')),
    };
    mkdirSync(cacheDirectory, { recursive: true });
    writeFileAtomic.sync(file, JSON.stringify(schemas), { fsync: false });
  }
  const derived = schemas;
  return {
    provider: derived.provider ?? { attributes: {}, blocks: {} },
    of: (type) => {
      const schema = derived[type.binding];
      if (schema === undefined) throw new Error(`No schema was derived for ${type.binding}.`);
      return withFlags(schema, type);
    },
  };
}

function readSchemas(file: string): Record<string, Block> | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Block>) : undefined;
}

function withFlags({ attributes, blocks }: Block, { sensitive = [], writeOnly = [] }: BoundType): Block {
  const flagged = Object.entries(attributes).map(([name, attribute]): [string, Attribute] => [
    name,
    {
      ...attribute,
      ...(sensitive.includes(name) ? { sensitive: true } : {}),
      ...(writeOnly.includes(name) ? { writeOnly: true } : {}),
    },
  ]);
  return { attributes: Object.fromEntries(flagged), blocks };
}
