import { type Block, type NestedBlock } from '../schema/schema';

const nestingNumbers: Readonly<Record<NestedBlock['nesting'], number>> = { single: 1, list: 2, set: 3 };

/** A schema as the protocol's `Schema` message. All of the sandbox's schemas have version 0. */
export function schemaMessage(block: Block): object {
  return { version: 0, block: blockMessage(block) };
}

function blockMessage({ attributes, blocks }: Block): object {
  return {
    attributes: Object.entries(attributes).map(([name, { type, writeOnly, ...flags }]) => ({
      name,
      type: Buffer.from(JSON.stringify(type)),
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
