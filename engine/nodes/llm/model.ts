import type OpenAI from 'openai';
import type { Connection, ConnectionProvider } from '../../connection';
import { FlowError } from '../../error';
import { noTokens, type ModelAnswer, type TokenUsage } from '../../event';
import { settled } from '../../values/pending';
import { fromPlain } from '../../values/plain';
import { joined, SharedStream } from '../../values/text-stream';
import type { Value } from '../../values/value';
import type { NodeCall, NodeResult } from '../executable';
import { unguard, type GuardedText, type ListForm } from '../prompt/guard';
import { givenTemplate } from '../prompt/given-template';
import { renderGuarded } from '../prompt/render';
import type { Template } from '../../jinja/template';
import { createClient, type Provider } from './client';
import { parseMessages } from './messages';
import { asksToStream, chatRequest, completionRequest, offersCallables, type Api, type Arguments } from './parameters';
import { withRetries } from './retry';
import { refuseStreamedCalls, streamText, type ChunkStream } from './streaming';
import { usageOption } from './usage-option';

/** Input of an LLM node that takes the place of its template. */
export const promptInput = 'prompt';

export interface LanguageModelOptions {
  readonly provider: Provider;
  readonly api: Api;
  readonly connection: Connection;
  readonly connections: ConnectionProvider | undefined;
  readonly template: Template;
  /** The flow's environment variables. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Names of the inputs that are the API's; all others are the template's. */
  readonly parameters: ReadonlySet<string>;
  /** What is sent and what is made of the answer, where that differs from LLM nodes. */
  readonly form?: ModelForm;
}

/** How something else than an LLM node talks to a model. */
export interface ModelForm {
  readonly headers: Readonly<Record<string, string>>;
  /** How lists print in the prompt of a chat model. */
  readonly lists: ListForm;
  /** The body of the request for a rendered prompt, and for the variables that it was rendered with. */
  request(prompt: GuardedText, variables: Arguments, stream: boolean): Record<string, unknown>;
  /** The result for an answer that was not streamed. */
  result(answer: OpenAI.ChatCompletion | OpenAI.Completion): Value;
}

interface Answer {
  readonly output: Value;
  readonly tokens: TokenUsage;
}

interface Prompt extends Pick<NodeCall, 'arguments' | 'guarded' | 'stream' | 'isAnswer' | 'readers'> {
  /** Hears of the answer when all of it is there. */
  readonly answered: (answer: ModelAnswer) => void;
}

/** What chunks of both APIs have. Services that only resemble OpenAI's leave out much of it. */
interface Chunk {
  readonly model?: string;
  readonly usage?: OpenAI.CompletionUsage | null;
  readonly choices: readonly { readonly finish_reason?: string | null }[];
}

/** A language model behind a connection, with the prompt of one node. */
export class LanguageModel {
  private client: Promise<OpenAI> | undefined;

  constructor(private readonly options: LanguageModelOptions) {}

  async run(node: string, call: NodeCall): Promise<NodeResult> {
    const { api, parameters } = this.options;
    const given = new Map([...call.arguments].filter(([name]) => parameters.has(name)));
    const variables = new Map([...call.arguments].filter(([name]) => !parameters.has(name)));
    const place = { node, ...(call.lineNumber === undefined ? {} : { lineNumber: call.lineNumber }) };
    const answered = (answer: ModelAnswer): void => call.emit({ type: 'model-answered', ...place, ...answer });
    const { guarded, stream, isAnswer = false, readers } = call;
    const prompt = { arguments: variables, guarded, stream, isAnswer, readers, answered };
    const ask = await settled(() => (api === 'chat' ? this.chat(given, prompt) : this.complete(given, prompt)));
    return withRetries(() => ask(call.signal), {
      signal: call.signal,
      onRetry: (retry) => call.emit({ type: 'retry', ...place, ...retry }),
    });
  }

  private template(given: Arguments): Template {
    const prompt = given.get(promptInput);
    return prompt === undefined ? this.options.template : givenTemplate(prompt);
  }

  private chat(given: Arguments, prompt: Prompt) {
    const { provider, form, environment } = this.options;
    const template = this.template(given);
    const lists = form?.lists ?? (provider === 'AzureOpenAI' ? 'lines' : 'python');
    const rendered = renderGuarded(template, prompt, lists, environment);
    const streams = this.streams(given, prompt);
    const request =
      form?.request(rendered, prompt.arguments, streams) ??
      chatRequest(provider, given, parseMessages(rendered), streams);
    if (streams && (given.get('functions') ?? null) !== null) refuseStreamedCalls();
    return async (signal: AbortSignal): Promise<Answer> => {
      const client = await this.connect();
      if (streams) {
        const streaming = this.streaming(request) as unknown as OpenAI.ChatCompletionCreateParamsStreaming;
        return this.streamed(streaming.model, prompt, signal, {
          open: (open) => client.chat.completions.create(streaming, this.sending(open)),
          text: ({ choices: [choice] }) => choice?.delta.content ?? (choice === undefined || form ? undefined : ''),
        });
      }
      const body = request as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming;
      const begin = performance.now();
      const completion = await client.chat.completions.create(body, this.sending(signal));
      const { message, finish_reason: finishReason } = firstChoice(completion.choices);
      const output = offersCallables(given) ? { ...absentFields, ...message } : message.content;
      const tokens = usage(completion.usage);
      prompt.answered(this.trace(body.model, { begin, tokens, answeredBy: completion.model, finishReason }));
      return { output: form === undefined ? fromPlain(output) : form.result(completion), tokens };
    };
  }

  private complete(given: Arguments, prompt: Prompt) {
    const { provider, form, environment } = this.options;
    const template = this.template(given);
    const rendered = renderGuarded(template, prompt, form?.lists ?? 'python', environment);
    const streams = this.streams(given, prompt);
    const text = unguard(rendered.text, rendered.tokens);
    const request =
      form?.request(rendered, prompt.arguments, streams) ?? completionRequest(provider, given, text, streams);
    return async (signal: AbortSignal): Promise<Answer> => {
      const client = await this.connect();
      if (streams) {
        const streaming = this.streaming(request) as unknown as OpenAI.CompletionCreateParamsStreaming;
        return this.streamed(streaming.model, prompt, signal, {
          open: (open) => client.completions.create(streaming, this.sending(open)),
          // Services that only resemble OpenAI's leave the text out where there is none.
          text: ({ choices: [choice] }) => (choice === undefined ? undefined : ((choice.text as string | null) ?? '')),
        });
      }
      const body = request as unknown as OpenAI.CompletionCreateParamsNonStreaming;
      const begin = performance.now();
      const completion = await client.completions.create(body, this.sending(signal));
      const { text, finish_reason: finishReason } = firstChoice(completion.choices);
      const tokens = usage(completion.usage);
      prompt.answered(this.trace(body.model, { begin, tokens, answeredBy: completion.model, finishReason }));
      return { output: form === undefined ? text : form.result(completion), tokens };
    };
  }

  /** Whether to ask for pieces: the caller takes them, or the node says `stream: true` where that is for it to say. */
  private streams(given: Arguments, { stream, isAnswer = false }: Prompt): boolean {
    return stream !== undefined || (this.options.form === undefined && !isAnswer && asksToStream(given));
  }

  private streaming(request: Record<string, unknown>): Record<string, unknown> {
    const { connection, form } = this.options;
    return { ...request, ...(form === undefined ? usageOption(connection) : {}) };
  }

  /** What a streamed answer costs in tokens is told at its end. Where nobody takes the pieces, they are put together. */
  private async streamed<C extends Chunk>(
    model: string,
    { stream, readers, answered }: Prompt,
    run: AbortSignal,
    ask: {
      readonly open: (signal: AbortSignal) => Promise<ChunkStream<C>>;
      readonly text: (chunk: C) => string | undefined;
    },
  ): Promise<Answer> {
    const begin = performance.now();
    let tokens = noTokens;
    let told: { answeredBy?: string; finishReason?: string | null } = {};
    const text = (chunk: C): string | undefined => {
      const finishReason = chunk.choices[0]?.finish_reason ?? null;
      if (chunk.usage) tokens = usage(chunk.usage);
      told = {
        ...told,
        ...(chunk.model ? { answeredBy: chunk.model } : {}),
        ...(finishReason ? { finishReason } : {}),
      };
      return ask.text(chunk);
    };
    const onEnd = (): void => answered(this.trace(model, { begin, tokens, ...told }));
    const output = await streamText(ask.open, { text, onEnd }, { run, stream: stream ?? readers ?? { signal: run } });
    if (stream !== undefined) return { output, tokens: noTokens };
    return readers === undefined
      ? { output: await joined(output), tokens }
      : { output: new SharedStream(output.items), tokens: noTokens };
  }

  /** Services that only resemble OpenAI's leave out the model and the reason. */
  private trace(
    model: string,
    answer: { begin: number; tokens: TokenUsage; answeredBy?: string; finishReason?: string | null },
  ): ModelAnswer {
    const { begin, tokens, answeredBy, finishReason } = answer;
    return {
      provider: this.options.provider,
      api: this.options.api,
      model,
      ...(answeredBy === undefined ? {} : { answeredBy }),
      ...(finishReason === undefined || finishReason === null ? {} : { finishReason }),
      tokens,
      durationMs: performance.now() - begin,
    };
  }

  private sending(signal: AbortSignal) {
    const { form } = this.options;
    return form === undefined ? { signal } : { signal, headers: form.headers };
  }

  private connect(): Promise<OpenAI> {
    return (this.client ??= createClient(this.options.connection, this.options.connections));
  }
}

/** What the Python client shows as null when the service leaves it out. */
export const absentFields = {
  content: null,
  refusal: null,
  annotations: null,
  audio: null,
  function_call: null,
  tool_calls: null,
};

export function firstChoice<T>(choices: readonly T[] | undefined): T {
  const [choice] = choices ?? [];
  if (choice !== undefined) return choice;
  throw new FlowError('LLMError', 'OpenAI API hits exception: IndexError: the answer of the model has no choices.');
}

function usage(reported: OpenAI.CompletionUsage | undefined): TokenUsage {
  return {
    prompt: reported?.prompt_tokens ?? 0,
    completion: reported?.completion_tokens ?? 0,
    total: reported?.total_tokens ?? 0,
  };
}
