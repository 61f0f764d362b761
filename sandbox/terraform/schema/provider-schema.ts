import { type Attribute, type AttributeType, type Block, type NestedBlock } from './schema';

const storageTypes: Readonly<Record<string, AttributeType>> = {
  string: 'string',
  boolean: 'bool',
  number: 'number',
  stringList: ['list', 'string'],
  numberList: ['list', 'number'],
  stringMap: ['map', 'string'],
};

/**
 * Derives the schema of a provider's own configuration from its binding. That class has no getters for what is
 * nested, so the functions that write HCL are followed instead.
 */
export function providerSchemaFromBinding(source: string): Block {
  const start = source.indexOf('protected synthesizeHclAttributes()');
  const config = /export interface (\w+ProviderConfig) /.exec(source)?.[1];
  if (start < 0 || config === undefined) throw new Error('The binding has no provider class.');
  const { attributes, blocks } = blockOf(source, source.slice(start), config);
  // cdktf's own, to tell two configurations of a provider apart.
  const { alias, ...own } = attributes;
  return { attributes: alias === undefined ? attributes : own, blocks };
}

const entry =
  /^ {4,6}(\w+): \{\n\s+value: ([^\n]+),\n\s+isBlock: (true|false),\n\s+type: "(\w+)",\n\s+storageClassType: "(\w+)",/gm;

function blockOf(source: string, writer: string, interfaceName: string): Block {
  const required = requiredKeys(source, interfaceName);
  const attributes: Record<string, Attribute> = {};
  const blocks: Record<string, NestedBlock> = {};
  for (const [, name = '', value = '', isBlock, kind, storage = ''] of writer.matchAll(entry)) {
    const isRequired = required.has(name.replaceAll('_', ''));
    if (isBlock === 'false') {
      const type = storageTypes[storage] ?? 'string';
      attributes[name] = {
        type: kind === 'set' && Array.isArray(type) ? ['set', 'string'] : type,
        ...(isRequired ? { required: true } : { optional: true }),
      };
      continue;
    }
    const struct = storage.replace(/List$/, '');
    const writerName = /(\w+)ToHclTerraform/.exec(value)?.[1] ?? '';
    const from = source.indexOf(`export function ${writerName}ToHclTerraform(`);
    blocks[name] = {
      nesting: kind === 'struct' ? 'single' : kind === 'set' ? 'set' : 'list',
      block: blockOf(source, source.slice(from, source.indexOf('\n}\n', from)), struct),
      minItems: isRequired ? 1 : 0,
      maxItems: 0,
    };
  }
  return { attributes, blocks };
}

/** Keys without a question mark, in lower case and without separators. */
function requiredKeys(source: string, interfaceName: string): ReadonlySet<string> {
  const from = source.search(new RegExp(`^export interface ${interfaceName} `, 'm'));
  const body = from < 0 ? '' : source.slice(from, source.indexOf('\n}\n', from));
  return new Set([...body.matchAll(/^ {2}readonly (\w+): /gm)].map(([, key = '']) => key.toLowerCase()));
}
