import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from '../../../model/config/json-schemas';

test.each(Object.entries(jsonSchemas()))('%s in flows-config/ is fresh (else: npm run schemas)', (file, text) => {
  expect(readFileSync(join(__dirname, '../../../flows-config', file), 'utf8')).toBe(text);
});

describe('the JSON Schemas', () => {
  interface Schema {
    readonly $schema?: string;
    readonly description?: string;
    readonly required?: readonly string[];
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly additionalProperties?: Schema | boolean;
    readonly anyOf?: readonly Schema[];
    readonly oneOf?: readonly Schema[];
    readonly items?: Schema;
  }
  const schemas = Object.entries(jsonSchemas()).map(([file, text]) => [file, JSON.parse(text) as Schema] as const);

  it.each(schemas)('%s is draft-07, which editors know', (_, schema) => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  });

  it.each(schemas)('%s describes every key, so that an editor can say what it is for', (_, schema) => {
    const undescribed: string[] = [];
    const visit = (one: Schema, path: string): void => {
      for (const [key, property] of Object.entries(one.properties ?? {})) {
        const isDescribed = property.description !== undefined;
        if (!isDescribed) undescribed.push(`${path}.${key}`);
        visit(property, `${path}.${key}`);
      }
      if (typeof one.additionalProperties === 'object') visit(one.additionalProperties, `${path}.*`);
      for (const choice of [...(one.anyOf ?? []), ...(one.oneOf ?? [])]) visit(choice, path);
      if (one.items !== undefined) visit(one.items, `${path}[]`);
    };
    visit(schema, '');
    expect(undescribed).toEqual([]);
  });

  it('require of a flow config no key that has a default', () => {
    expect(schemas.find(([file]) => file === 'flow.schema.json')![1].required).toEqual(['name', 'flow']);
  });
});
