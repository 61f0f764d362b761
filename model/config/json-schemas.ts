import { z } from 'zod';
import { environmentsFile } from './environments-file';
import { flowFile } from './flow-file';

/** JSON Schemas (draft-07) of the configuration files for editors, by file name in `flows-config/`. */
export function jsonSchemas(): Readonly<Record<string, string>> {
  return {
    'environments.schema.json': rendered(environmentsFile),
    'flow.schema.json': rendered(flowFile),
  };
}

function rendered(schema: z.ZodType): string {
  // As input: what a person writes, before defaults are filled in.
  return `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }), undefined, 2)}\n`;
}
