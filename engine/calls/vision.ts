import type { Provider } from '../nodes/llm/client';
import { imagesWithin } from '../nodes/llm/images';
import { parseMessages } from '../nodes/llm/messages';
import { firstChoice, type ModelForm } from '../nodes/llm/model';
import { toPlain } from '../values/plain';
import { truthy } from '../values/truth';
import type { Value } from '../values/value';

const always = ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty'] as const;
const unlessNull = ['max_tokens', 'seed'] as const;

/** Arguments of prompt flow's vision tools that are the API's and not variables of the template. */
export const visionParameters: ReadonlySet<string> = new Set([
  ...always,
  ...unlessNull,
  'stop',
  'model',
  'deployment_name',
]);

/** How prompt flow's vision tools talk to a model: images are parts of messages, and fewer parameters are sent. */
export function visionForm(provider: Provider, given: ReadonlyMap<string, Value>): ModelForm {
  const valueOf = (name: string): Value => given.get(name) ?? null;
  const sent = (names: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(names.map((name) => [name, toPlain(valueOf(name))]));
  return {
    headers: provider === 'AzureOpenAI' ? { 'ms-azure-ai-promptflow-called-from': 'aoai-gpt4v-tool' } : {},
    lists: 'lines',
    request: (prompt, variables, stream) => ({
      model: toPlain(valueOf(provider === 'AzureOpenAI' ? 'deployment_name' : 'model')),
      messages: parseMessages(prompt, imagesWithin(variables.values())),
      n: 1,
      stream,
      ...sent(always),
      ...sent(unlessNull.filter((name) => valueOf(name) !== null)),
      ...(truthy(valueOf('stop')) ? sent(['stop']) : {}),
    }),
    result: ({ choices }) => {
      const choice = firstChoice<(typeof choices)[number]>(choices);
      return 'text' in choice ? choice.text : choice.message.content;
    },
  };
}
