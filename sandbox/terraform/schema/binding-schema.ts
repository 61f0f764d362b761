import { type Attribute, type AttributeType, type Block, type NestedBlock } from './schema';

/**
 * Derives a resource's schema from the TypeScript of its generated binding. The bindings carry names, types, nesting
 * and whether something is required, optional or computed. They do not carry what is sensitive or write-only, nor
 * defaults and what forces a replacement: that is in the behaviours of the types.
 */
export function schemaFromBinding(source: string): Block {
  const sections = source.split(/^export class /m);
  const root = sections.find((section) => /^\w+ extends cdktf\.Terraform(Resource|DataSource)\b/.test(section));
  if (root === undefined)
    throw new Error('The binding has no class that extends TerraformResource or TerraformDataSource.');
  return blockOf(
    { source, classes: classesByName(sections) },
    root,
    between(root, 'protected synthesizeAttributes()', '\n  }\n'),
  );
}

interface Binding {
  readonly source: string;
  readonly classes: ReadonlyMap<string, string>;
}

/** One commented getter: `// sku_name - computed: false, optional: false, required: true`. */
const member = /^ {2}\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)$/gm;

function classesByName(sections: readonly string[]): Map<string, string> {
  return new Map(sections.map((section) => [/^\w+/.exec(section)?.[0] ?? '', section]));
}

/** `writer` is the code that turns the configuration into Terraform's JSON: what it leaves out is computed. */
function blockOf(binding: Binding, body: string, writer: string): Block {
  const attributes: Record<string, Attribute> = {};
  const blocks: Record<string, NestedBlock> = {};
  const starts = [...body.matchAll(member)];
  starts.forEach((start, index) => {
    const [, name = '', computed, optional, required] = start;
    const text = body.slice(start.index, starts[index + 1]?.index);
    const flags = { computed: computed === 'true', optional: optional === 'true', required: required === 'true' };
    const nested = /new (\w+)\(this, "\w+"(?:, (true|false))?\)/.exec(text);
    if (nested === null) {
      attributes[name] = { type: simpleType(text, name), ...onlyTrue(flags) };
      return;
    }
    const [, className = '', wrapsSet] = nested;
    const single = className.endsWith('OutputReference');
    const structName = structOf(binding, className);
    const line = new RegExp(`^ +${name}: (.*)$`, 'm').exec(writer)?.[1];
    const block = nestedBlock(binding, structName);
    if (line === undefined || /cdktf\.listMapper\(\w+, false\)/.test(line)) {
      const collection = wrapsSet === 'true' ? 'set' : className.endsWith('Map') ? 'map' : 'list';
      attributes[name] = { type: [collection, objectType(block)], ...onlyTrue(flags) };
      return;
    }
    const nesting = single ? singleNesting(binding, structName) : wrapsSet === 'true' ? 'set' : 'list';
    blocks[name] = {
      nesting,
      block,
      minItems: flags.required ? 1 : 0,
      maxItems: single && nesting !== 'single' ? 1 : 0,
    };
  });
  return { attributes, blocks };
}

/** Name of the struct behind a collection class; that of a list of lists ends with `ListList`. */
function structOf(binding: Binding, className: string): string {
  const name = className.replace(/(OutputReference|List|Map)$/, '');
  const known = binding.classes.has(`${name}OutputReference`) || !name.endsWith('List');
  return known ? name : name.slice(0, -'List'.length);
}

function nestedBlock(binding: Binding, structName: string): Block {
  const body = binding.classes.get(`${structName}OutputReference`);
  if (body === undefined) throw new Error(`The binding has no class ${structName}OutputReference.`);
  const functionName = `${structName.charAt(0).toLowerCase()}${structName.slice(1)}ToTerraform`;
  return blockOf(binding, body, between(binding.source, `export function ${functionName}(`, '\n}\n'));
}

/** How a block of which there is at most one is nested: only the HCL writer tells. */
function singleNesting({ source }: Binding, structName: string): NestedBlock['nesting'] {
  const type = new RegExp(`type: "(list|set|struct)",\\s+storageClassType: "${structName}(?:List)?",`).exec(
    source,
  )?.[1];
  return type === 'struct' || type === undefined ? 'single' : type === 'set' ? 'set' : 'list';
}

const elementTypes: Readonly<Record<string, AttributeType>> = {
  String: 'string',
  Boolean: 'bool',
  Number: 'number',
  Any: 'string',
};

function simpleType(text: string, name: string): AttributeType {
  const map = /new cdktf\.(\w+?)Map\(this/.exec(text)?.[1] ?? /this\.get(\w+?)MapAttribute\('/.exec(text)?.[1];
  if (map !== undefined) return ['map', elementTypes[map] ?? 'string'];
  const list = /(tolist\()?this\.get(Number)?ListAttribute\('/.exec(text);
  if (list !== null) return [list[1] === undefined ? 'list' : 'set', list[2] === undefined ? 'string' : 'number'];
  const matrix = /\?: (\w+)\[\]\[\]/.exec(text)?.[1];
  if (matrix !== undefined) return ['list', ['list', matrix === 'number' ? 'number' : 'string']];
  const simple = elementTypes[/this\.get(\w+)Attribute\('/.exec(text)?.[1] ?? ''];
  if (simple === undefined) throw new Error(`The binding's attribute ${name} has a getter of an unknown kind.`);
  return simple;
}

function objectType({ attributes, blocks }: Block): AttributeType {
  return [
    'object',
    {
      ...Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, type])),
      ...Object.fromEntries(Object.entries(blocks).map(([name, nested]) => [name, blockType(nested)])),
    },
  ];
}

function blockType({ nesting, block }: NestedBlock): AttributeType {
  return nesting === 'single' ? objectType(block) : [nesting, objectType(block)];
}

function onlyTrue(flags: Readonly<Record<'computed' | 'optional' | 'required', boolean>>): Partial<Attribute> {
  return Object.fromEntries(Object.entries(flags).filter(([, set]) => set));
}

function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  return from < 0 ? '' : text.slice(from, text.indexOf(end, from));
}
