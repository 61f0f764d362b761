import { FlowError } from '../../error';
import type { ValueType } from '../../load/definition';
import { toPlain } from '../../values/plain';
import { repr, str } from '../../values/python-text';
import { truthy } from '../../values/truth';
import { int, type Value } from '../../values/value';
import { convert } from '../../conversion/convert';
import type { Provider } from './client';
import type { Message } from './messages';
import { chooseFunction, chooseTool, validateFunctions, validateTools } from './tools';

export type Api = 'chat' | 'completion';
export type Arguments = ReadonlyMap<string, Value>;

const shared: Readonly<Record<string, ValueType>> = {
  temperature: 'double',
  top_p: 'double',
  stream: 'bool',
  stop: 'list',
  max_tokens: 'int',
  presence_penalty: 'double',
  frequency_penalty: 'double',
  logit_bias: 'object',
  user: 'string',
};
const chatOnly: Readonly<Record<string, ValueType>> = {
  function_call: 'object',
  functions: 'list',
  tool_choice: 'object',
  tools: 'list',
  response_format: 'object',
  seed: 'int',
};
const completionOnly: Readonly<Record<string, ValueType>> = {
  suffix: 'string',
  n: 'int',
  logprobs: 'int',
  echo: 'bool',
  best_of: 'int',
};

/** Inputs of an LLM node that are the API's and not variables of its template, with their types. */
export function apiParameters(provider: Provider, api: Api): ReadonlyMap<string, ValueType> {
  const azureOnly: Readonly<Record<string, ValueType>> = { deployment_name: 'string', n: 'int' };
  return new Map(
    Object.entries({
      ...(provider === 'AzureOpenAI' ? azureOnly : { model: 'string' as const }),
      ...shared,
      ...(api === 'chat' ? chatOnly : completionOnly),
    }),
  );
}

/** The body of a chat request, with what was not given left out as prompt flow does. */
export function chatRequest(
  provider: Provider,
  given: Arguments,
  messages: readonly Message[],
  stream: boolean,
): Record<string, unknown> {
  const isAzure = provider === 'AzureOpenAI';
  const maxTokens = limit(given.get('max_tokens') ?? null);
  return {
    model: model(provider, given, ''),
    messages,
    temperature: plain(given, 'temperature', 1),
    top_p: plain(given, 'top_p', 1),
    ...(isAzure ? { n: plain(given, 'n', 1) } : {}),
    stream,
    ...callables(provider, given),
    ...whenTruthy(given, 'stop', 'logit_bias', 'response_format', 'user'),
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...whenNotNull(given, 'seed', 'presence_penalty', 'frequency_penalty'),
  };
}

/** The body of a completion request. OpenAI is sent null for what is unset, Azure nothing for the penalties. */
export function completionRequest(
  provider: Provider,
  given: Arguments,
  prompt: string,
  stream: boolean,
): Record<string, unknown> {
  const penalties = ['presence_penalty', 'frequency_penalty'] as const;
  return {
    model: model(provider, given, 'text-davinci-003'),
    prompt,
    suffix: plainOrNull(given, 'suffix'),
    max_tokens: given.get('max_tokens') === null ? null : wholeOr(given, 'max_tokens', 16),
    temperature: floatOr(given, 'temperature', 1),
    top_p: floatOr(given, 'top_p', 1),
    n: wholeOr(given, 'n', 1),
    stream,
    logprobs: isTruthy(given, 'logprobs') ? wholeOr(given, 'logprobs', 0) : null,
    echo: isTrue(given.get('echo') ?? null),
    stop: plainOrNull(given, 'stop'),
    best_of: wholeOr(given, 'best_of', 1),
    logit_bias: plainOrNull(given, 'logit_bias') ?? {},
    user: plain(given, 'user', ''),
    ...(provider === 'AzureOpenAI'
      ? whenNotNull(given, ...penalties)
      : Object.fromEntries(
          penalties.map((name) => [name, (given.get(name) ?? null) === null ? null : floatOr(given, name, 0)]),
        )),
  };
}

/** Whether the node itself says `stream: true`. */
export function asksToStream(given: Arguments): boolean {
  return isTrue(given.get('stream') ?? null);
}

function isTrue(value: Value): boolean {
  return str(value).toLowerCase() === 'true';
}

/** Whether the whole message is the result, and not its text: the caller offered tools or functions. */
export function offersCallables(given: Arguments): boolean {
  return isTruthy(given, 'tools') || isTruthy(given, 'functions');
}

function callables(provider: Provider, given: Arguments): Record<string, unknown> {
  const tools = given.get('tools') ?? null;
  if (truthy(tools)) {
    const choice = given.get('tool_choice') ?? null;
    if (provider === 'OpenAI') return { tools: toPlain(tools), tool_choice: toPlain(choice) };
    validateTools(tools);
    return { tools: toPlain(tools), tool_choice: toPlain(chooseTool(choice)) };
  }
  const functions = given.get('functions') ?? null;
  if (!truthy(functions)) return {};
  validateFunctions(functions);
  return { functions: toPlain(functions), function_call: toPlain(chooseFunction(given.get('function_call') ?? null)) };
}

function model(provider: Provider, given: Arguments, fallback: string): unknown {
  if (provider === 'OpenAI') return plain(given, 'model', fallback);
  const deployment = given.get('deployment_name');
  if (deployment !== undefined) return toPlain(deployment);
  const message = `OpenAI API hits exception: TypeError: missing 1 required positional argument: 'deployment_name'. Give the node an input deployment_name.`;
  throw new FlowError('LLMError', message);
}

/** The most tokens, of which `inf` is no limit. */
function limit(value: Value): number | undefined {
  return value === null || str(value).toLowerCase() === 'inf' ? undefined : whole(value);
}

function whole(value: Value): number {
  const conversion = convert(value, 'int');
  if (conversion.ok) return Number(int(BigInt(conversion.value as number | bigint)));
  throw notTaken('int', `invalid literal for int() with base 10: ${repr(value)}`, value);
}

/** A value by reference is of any type, and the completion API's parameters are made numbers. */
function wholeOr(given: Arguments, name: string, fallback: number): number {
  const value = given.get(name);
  return value === undefined ? fallback : whole(value);
}

function floatOr(given: Arguments, name: string, fallback: number): number {
  const value = given.get(name);
  if (value === undefined) return fallback;
  const conversion = convert(value, 'double');
  if (conversion.ok) return toPlain(conversion.value) as number;
  throw notTaken('float', `could not convert string to float: ${repr(value)}`, value);
}

/** Python's refusal of what is no number. */
function notTaken(type: 'int' | 'float', reason: string, value: Value): FlowError {
  const shown =
    value === null
      ? `TypeError: ${type}() argument must be a string or a real number, not 'NoneType'`
      : `ValueError: ${reason}`;
  return new FlowError('LLMError', `OpenAI API hits exception: ${shown}`);
}

/** A null that came by reference is sent as one. */
function plain(given: Arguments, name: string, fallback: unknown): unknown {
  const value = given.get(name);
  return value === undefined ? fallback : toPlain(value);
}

function plainOrNull(given: Arguments, name: string): unknown {
  return isTruthy(given, name) ? plain(given, name, null) : null;
}

function whenTruthy(given: Arguments, ...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => isTruthy(given, name)).map((name) => [name, plain(given, name, null)]),
  );
}

function whenNotNull(given: Arguments, ...names: readonly string[]): Record<string, unknown> {
  const present = names.filter((name) => (given.get(name) ?? null) !== null);
  return Object.fromEntries(present.map((name) => [name, plain(given, name, null)]));
}

function isTruthy(given: Arguments, name: string): boolean {
  const value = given.get(name) ?? null;
  return truthy(value);
}
