import type { LineResult, LoadOptions, RunOptions } from '../../../../engine';
import { runOnce, type Files } from '../../flow-folder';
import type { ModelServer } from './model-server';

export interface Setup {
  readonly connection?: string;
  readonly api?: string;
  readonly inputs?: string;
  readonly files?: Files;
  readonly before?: string;
}

/** Runs a flow whose one LLM node has this prompt, with a flow input `q`. */
export function askOf(
  server: ModelServer,
  prompt: string,
  setup: Setup = {},
  q: unknown = 'hello',
  options: LoadOptions & RunOptions = {},
): Promise<LineResult> {
  const { connection = 'aoai', api = 'chat', inputs = 'deployment_name: gpt', before = '' } = setup;
  const files = {
    'flow.dag.yaml': `inputs: {q: {type: object}}
outputs: {answer: {type: object, reference: "\${ask.output}"}}
nodes:
${before}- name: ask
  type: llm
  source: {type: code, path: ask.jinja2}
  connection: ${connection}
  api: ${api}
  inputs: {${inputs}}
`,
    'ask.jinja2': prompt,
    ...setup.files,
  };
  return runOnce(files, { q }, { connections: server.connections(), ...options });
}

/** What `askOf` takes after the server. */
export type Question = Parameters<typeof askOf> extends [ModelServer, ...infer Rest] ? Rest : never;
