import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Flow } from '../flow';
import type { FlowInterface, ValueType } from '../load/definition';
import { truthy } from '../values/truth';
import { toPlain } from '../values/plain';

type Json = Readonly<Record<string, unknown>>;

const schemas: Partial<Record<ValueType, Json>> = {
  int: { type: 'integer' },
  double: { type: 'number' },
  bool: { type: 'boolean' },
  list: { type: 'array', items: {} },
  object: { type: 'object' },
  image: { type: 'object' },
};

/** The OpenAPI 3.0 document of a flow's server, with the hints by which a page knows a chat flow. */
export function swagger({ folder, definition }: Flow, name: string): Json {
  const example = sample(folder);
  const inputs = [...definition.inputs].map(([input, { type, description, default: fallback }]) => [
    input,
    {
      ...schemaOf(type),
      ...(description === undefined ? {} : { description }),
      ...(fallback === undefined || !truthy(fallback) ? {} : { default: toPlain(fallback) }),
    },
  ]);
  const outputs = [...definition.outputs].map(([output, { type, description }]) => [
    output,
    { ...schemaOf(type), ...(description === undefined ? {} : { description }) },
  ]);
  return {
    openapi: '3.0.0',
    info: { title: `Promptflow[${name}] API`, version: '1.0.0', 'x-flow-name': name, ...chatHints(definition) },
    components: { securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer' } } },
    security: [{ bearerAuth: [] }],
    paths: {
      '/score': {
        post: {
          summary: `run promptflow: ${name} with an given input`,
          requestBody: {
            description: 'promptflow input data',
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: Object.fromEntries(inputs) as Json,
                  required: [...definition.inputs.keys()],
                },
                ...(example === undefined ? {} : { example }),
              },
            },
          },
          responses: {
            200: {
              description: 'successful operation',
              content: {
                'application/json': { schema: { type: 'object', properties: Object.fromEntries(outputs) as Json } },
              },
            },
            400: { description: 'Invalid input' },
            default: { description: 'unexpected error' },
          },
        },
      },
      '/feedback': feedback(name),
    },
  };
}

function feedback(name: string): Json {
  const flatten = { name: 'flatten', in: 'query', description: 'flatten the feedback data into traced data' };
  return {
    post: {
      summary: `collect feedback for promptflow: ${name}`,
      parameters: [{ ...flatten, required: false, schema: { type: 'boolean' } }],
      requestBody: {
        description: 'promptflow feedback data',
        required: true,
        content: { 'application/json': { schema: { type: 'object' } } },
      },
      responses: {
        200: {
          description: 'successful operation',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
        400: { description: 'Invalid input' },
        default: { description: 'unexpected error' },
      },
    },
  };
}

function schemaOf(type: ValueType): Json {
  return schemas[type] ?? { type: 'string' };
}

function chatHints({ inputs, outputs }: FlowInterface): Json {
  const nameOf = <T>(entries: ReadonlyMap<string, T>, matches: (entry: T) => boolean): string | undefined =>
    [...entries].find(([, entry]) => matches(entry))?.[0];
  const input = nameOf(inputs, ({ isChatInput }) => isChatInput);
  if (input === undefined) return {};
  const history = nameOf(inputs, ({ isChatHistory }) => isChatHistory === true);
  const output = nameOf(outputs, ({ isChatOutput }) => isChatOutput);
  return {
    'x-flow-type': 'chat',
    'x-chat-input': input,
    ...(history === undefined ? {} : { 'x-chat-history': history }),
    ...(output === undefined ? {} : { 'x-chat-output': output }),
  };
}

/** The first item of the flow's samples.json; what cannot be read is no example. */
function sample(folder: string): unknown {
  const file = join(folder, 'samples.json');
  if (!existsSync(file)) return undefined;
  try {
    const samples: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(samples) ? samples[0] : samples;
  } catch {
    return undefined;
  }
}
