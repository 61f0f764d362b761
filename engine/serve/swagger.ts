import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Flow } from '../flow';
import type { FlowInterface, ValueType } from '../load/definition';
import { truthy } from '../values/truth';
import { toPlain } from '../values/plain';

type Json = Readonly<Record<string, unknown>>;

const anything = { type: 'object', additionalProperties: {} };
const schemas: Partial<Record<ValueType, Json>> = {
  int: { type: 'integer' },
  double: { type: 'number' },
  bool: { type: 'boolean' },
  list: { type: 'array', items: anything },
  object: anything,
  image: { type: 'object' },
};

/**
 * The OpenAPI 3.0 document of a flow's server, with the hints by which a page knows a chat flow. `included` names the
 * outputs that answers have. Default: all that are not for evaluations only.
 */
export function swagger({ folder, definition }: Flow, name: string, included?: readonly string[]): Json {
  const { inputs, outputs } = definition;
  const shown = [...outputs].filter(
    ([output, { evaluationOnly }]) => !evaluationOnly && (included?.includes(output) ?? true),
  );
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
            required: inputs.size > 0,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  ...(inputs.size === 0 ? {} : { properties: inputSchemas(inputs), required: [...inputs.keys()] }),
                },
                example: sample(folder) ?? {},
              },
            },
          },
          responses: answers({
            type: 'object',
            ...(outputs.size === 0
              ? {}
              : { properties: Object.fromEntries(shown.map(([output, entry]) => [output, described(entry)])) }),
          }),
        },
      },
      '/feedback': feedback,
    },
  };
}

function inputSchemas(inputs: FlowInterface['inputs']): Json {
  const entries = [...inputs].map(([input, entry]) => {
    const { default: fallback } = entry;
    const shown = fallback === undefined || !truthy(fallback) ? {} : { default: toPlain(fallback) };
    return [input, { ...described(entry), ...shown }];
  });
  return Object.fromEntries(entries) as Json;
}

function described({ type, description }: { readonly type: ValueType; readonly description?: string }): Json {
  return { ...(schemas[type] ?? { type: 'string' }), ...(description ? { description } : {}) };
}

function answers(schema: Json): Json {
  return {
    200: { description: 'successful operation', content: { 'application/json': { schema } } },
    400: { description: 'Invalid input' },
    default: { description: 'unexpected error' },
  };
}

const feedback: Json = {
  post: {
    summary: 'collect promptflow feedback',
    requestBody: {
      description: 'promptflow feedback data',
      required: true,
      content: { 'application/json': { schema: anything } },
    },
    responses: answers(anything),
  },
  parameters: [
    {
      name: 'flatten',
      in: 'query',
      description: 'flatten the feedback data into traced data',
      required: false,
      schema: { type: 'boolean' },
    },
  ],
};

function chatHints({ inputs, outputs }: FlowInterface): Json {
  const nameOf = <T>(entries: ReadonlyMap<string, T>, matches: (entry: T) => boolean): string | undefined =>
    [...entries].findLast(([, entry]) => matches(entry))?.[0];
  const input = nameOf(inputs, ({ isChatInput }) => isChatInput);
  const history = nameOf(inputs, ({ isChatHistory }) => isChatHistory === true);
  const output = nameOf(outputs, ({ isChatOutput, evaluationOnly }) => isChatOutput && !evaluationOnly);
  return {
    ...(input === undefined ? {} : { 'x-flow-type': 'chat', 'x-chat-input': input }),
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
    return Array.isArray(samples) ? samples[0] : undefined;
  } catch {
    return undefined;
  }
}
