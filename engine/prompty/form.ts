import type OpenAI from 'openai';
import { FlowError } from '../error';
import type { Provider } from '../nodes/llm/client';
import { imagesWithin } from '../nodes/llm/images';
import { parseMessages } from '../nodes/llm/messages';
import { absentFields, firstChoice, type ModelForm } from '../nodes/llm/model';
import { chooseFunction, chooseTool, validateFunctions, validateTools } from '../nodes/llm/tools';
import { unguard } from '../nodes/prompt/guard';
import { parseJson } from '../values/parse-json';
import { fromPlain, toPlain } from '../values/plain';
import { truthy } from '../values/truth';
import { isDict, type Dict, type Value } from '../values/value';
import type { PromptyDefinition } from './definition';
import { isJson } from './parse-prompty';

/**
 * How a prompty talks to its model: its parameters are sent as they are, and nothing else is but how to choose among tools.
 * Only texts that are wanted stream.
 */
export function promptyForm({ model, keys, name }: PromptyDefinition, provider: Provider): ModelForm {
  const { api, configuration, parameters } = model;
  return {
    headers: provider === 'AzureOpenAI' ? { 'ms-azure-ai-promptflow-called-from': 'promptflow-core' } : {},
    lists: 'guarded',
    request: (prompt, variables, stream) => ({
      ...(toPlain(parameters) as object),
      ...choice(parameters),
      ...(parameters.has('stream') ? { stream } : {}),
      model: deployment(configuration, name),
      ...(api === 'chat'
        ? { messages: parseMessages(prompt, imagesWithin(variables.values())) }
        : { prompt: unguard(prompt.text, prompt.tokens) }),
    }),
    result: (answer) => {
      if (model.response === 'all') return fromPlain(answer);
      const content = firstContent(answer);
      return typeof content === 'string' && isJson(model) ? readAnswer(content, keys) : content;
    },
  };
}

/** Which tool, else which function, the model calls: what it likes, where the file does not say. */
function choice(parameters: Dict): Record<string, unknown> {
  const [tools, functions] = [parameters.get('tools') ?? null, parameters.get('functions') ?? null];
  if (tools !== null) {
    validateTools(tools);
    return { tool_choice: toPlain(chooseTool(parameters.get('tool_choice') ?? null)) };
  }
  if (functions === null) return {};
  validateFunctions(functions);
  return { function_call: toPlain(chooseFunction(parameters.get('function_call') ?? null)) };
}

/** Whether the result is text that may come piece by piece, and the prompty asks for that. */
export function mayStream({ model }: PromptyDefinition): boolean {
  return truthy(model.parameters.get('stream') ?? null) && model.response === 'first' && !isJson(model);
}

function deployment(configuration: PromptyDefinition['model']['configuration'], name: string): unknown {
  const given = [configuration.get('azure_deployment'), configuration.get('model')].find((value) =>
    truthy(value ?? null),
  );
  if (given !== undefined) return toPlain(given);
  const message = `The configuration of prompty '${name}' names no model. Add azure_deployment, or model, to it.`;
  throw new FlowError('UserErrorException', message);
}

/** The text of the first choice, or its whole message where the model calls tools instead of answering. */
function firstContent(answer: OpenAI.ChatCompletion | OpenAI.Completion): Value {
  const choice = firstChoice<OpenAI.ChatCompletion.Choice | OpenAI.CompletionChoice>(answer.choices);
  if ('text' in choice) return choice.text;
  const { message } = choice;
  const calls = message.tool_calls !== undefined || 'function_call' in message;
  return calls ? fromPlain({ ...absentFields, ...message }) : message.content;
}

function readAnswer(content: string, keys: readonly string[]): Value {
  const answer = parseAnswer(content);
  if (keys.length === 0 || !isDict(answer)) return answer;
  const missing = keys.find((key) => !answer.has(key));
  if (missing === undefined) return new Map(keys.map((key) => [key, answer.get(key) ?? null]));
  const found = [...answer.keys()].map((key) => `'${String(key)}'`).join(', ');
  throw new FlowError('InvalidOutputKeyError', `Cannot find ${missing} in response [${found}]`);
}

function parseAnswer(content: string): Value {
  try {
    return parseJson(content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The model was asked for JSON (response_format json_object), but its answer is none: ${reason}`;
    throw new FlowError('JSONDecodeError', message, { cause: error });
  }
}
