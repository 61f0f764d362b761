import { join } from 'node:path';
import { loadFlow, type LineResult, type LoadOptions, type RunOptions } from '../../../engine';
import { writeFlow, type Files } from '../flow-folder';
import type { ModelServer } from '../nodes/llm/model-server';

/** How a prompty differs from the plainest one, and what it is given. */
export interface PromptySetup extends LoadOptions, RunOptions {
  readonly model?: string;
  readonly more?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly files?: Files;
}

export const connected = 'configuration: {connection: aoai, azure_deployment: gpt}';

/** Calls a prompty whose template is this. */
export async function callPrompty(
  server: ModelServer,
  template: string,
  setup: PromptySetup = {},
): Promise<LineResult> {
  const { model = connected, more = '', inputs = {}, files, ...options } = setup;
  const text = `---\nname: Greeter\nmodel:\n  ${model.replaceAll('\n', '\n  ')}\n${more}\n---\n${template}`;
  const folder = writeFlow({ 'greeter.prompty': text, ...files });
  const flow = await loadFlow(join(folder, 'greeter.prompty'), { connections: server.connections(), ...options });
  try {
    return await flow.run(inputs, options);
  } finally {
    await flow.close();
  }
}
