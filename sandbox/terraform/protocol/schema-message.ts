import { type AttributeType, type Block, type NestedBlock } from '../schema/schema';

const nestingNumbers: Readonly<Record<NestedBlock['nesting'], number>> = { single: 1, list: 2, set: 3 };

/** A schema as the protocol's `Schema` message. All of the sandbox's schemas have version 0. */
export function schemaMessage(block: Block): object {
  return { version: 0, block: blockMessage(block) };
}

function blockMessage({ attributes, blocks }: Block): object {
  return {
    attributes: Object.entries(attributes).map(([name, { type, writeOnly, requiredFields, ...flags }]) => ({
      name,
      ...typeMessage(type, requiredFields),
      writeOnly: writeOnly === true,
      ...flags,
    })),
    blockTypes: Object.entries(blocks).map(([typeName, { nesting, block, minItems, maxItems }]) => ({
      typeName,
      block: blockMessage(block),
      nesting: nestingNumbers[nesting],
      minItems,
      maxItems,
    })),
  };
}

/** An object whose fields may be left out has to be told as a nested type: Terraform wants all fields of a plain one. */
function typeMessage(type: AttributeType, requiredFields: readonly string[] | undefined): object {
  if (requiredFields === undefined || type[0] !== 'object') return { type: Buffer.from(JSON.stringify(type)) };
  const fields = Object.entries(type[1]).map(([name, field]) => ({
    name,
    type: Buffer.from(JSON.stringify(field)),
    required: requiredFields.includes(name),
    optional: !requiredFields.includes(name),
  }));
  return { nestedType: { attributes: fields, nesting: nestingNumbers.single } };
}
