import { dirname } from 'node:path';
import { imagesWithin } from '../nodes/llm/images';
import { parseMessages } from '../nodes/llm/messages';
import { unguard } from '../nodes/prompt/guard';
import { renderGuarded } from '../nodes/prompt/render';
import { fromPlain } from '../values/plain';
import type { Value } from '../values/value';
import { preparePromptyInputs } from './inputs';
import { readPrompty } from './load-prompty';
import type { PromptyChanges } from './parse-prompty';

/** What a model would be sent by a prompty: its messages, or the text for a completion, and its model and parameters. */
export async function renderPrompty(
  file: string,
  changes: PromptyChanges,
  environment: Readonly<Record<string, string>>,
  given: ReadonlyMap<string, Value>,
): Promise<Value> {
  const { definition, template } = await readPrompty(file, changes, { ...process.env, ...environment });
  const { api, configuration, parameters } = definition.model;
  const inputs = await preparePromptyInputs(definition, given, dirname(file));
  const guarded = new Map([...inputs.keys()].map((name) => [name, 'flow-input'] as const));
  const rendered = renderGuarded(template, { arguments: inputs, guarded }, 'guarded', environment);
  const prompt: Value =
    api === 'chat'
      ? fromPlain(parseMessages(rendered, imagesWithin(inputs.values())))
      : unguard(rendered.text, rendered.tokens);
  const model = configuration.get('azure_deployment') ?? configuration.get('model') ?? null;
  return new Map<string, Value>([
    ['prompt', prompt],
    ['model', model],
    ['max_tokens', parameters.get('max_tokens') ?? null],
  ]);
}
