import { readFile } from 'node:fs/promises';
import type { FlowDefinition } from '../load/definition';
import type { FlowLocation } from '../load/locate';
import { FlowError } from '../error';
import { requiredVariables } from '../prompty/connect';
import { parsePrompty } from '../prompty/parse-prompty';
import { str } from '../values/python-text';

/** A prompty as a package sees it: one LLM node, and the environment variables that its file and its model read. */
export async function promptyAsNode(
  { file }: FlowLocation,
  variants: Readonly<Record<string, string>>,
): Promise<FlowDefinition & { readonly variables: readonly string[] }> {
  if (Object.keys(variants).length > 0) {
    throw new FlowError('InvalidFlowError', `${file} is a prompty: it has no nodes, and so no variants.`, { file });
  }
  const text = await readFile(file, 'utf8');
  const prompty = parsePrompty(text, file, process.env, {});
  const { name, description, inputs, environmentVariables, messageFormat } = prompty;
  const connection = prompty.model.configuration.get('connection') ?? null;
  return {
    ...{ name, inputs, environmentVariables, messageFormat },
    ...(description === undefined ? {} : { description }),
    outputs: new Map(),
    nodes: [
      {
        name,
        type: 'llm',
        inputs: new Map(),
        aggregation: false,
        ...(connection === null ? {} : { connection: str(connection) }),
      },
    ],
    additionalIncludes: [],
    variables: [...new Set([...named(text), ...requiredVariables(prompty.model.configuration)])],
  };
}

function named(text: string): readonly string[] {
  return [...text.matchAll(/\$\{env:([^}]+)\}/g)].map(([, name = '']) => name);
}
