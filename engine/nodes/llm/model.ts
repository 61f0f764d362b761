import type OpenAI from 'openai';
import type { Connection, ConnectionProvider } from '../../connection';
import { FlowError } from '../../error';
import { noTokens, type ModelAnswer, type TokenUsage } from '../../event';
import { fromPlain } from '../../values/plain';
import type { TextStream } from '../../values/text-stream';
import type { Value } from '../../values/value';
import type { NodeCall, NodeResult } from '../executable';
import { unguard, type GuardedText } from '../prompt/guard';
import { renderGuarded } from '../prompt/render';
import type { Template } from '../../jinja/template';
import { createClient, type Provider } from './client';
import { parseMessages } from './messages';
import { chatRequest, completionRequest, offersCallables, type Api, type Arguments } from './parameters';
import { withRetries } from './retry';
import { refuseStreamedCalls, streamText, type StreamSignals } from './streaming';

export interface LanguageModelOptions {
  readonly provider: Provider;
  readonly api: Api;
  readonly connection: Connection;
  readonly connections: ConnectionProvider | undefined;
  readonly template: Template;
  /** Names of the inputs that are the API's; all others are the template's. */
  readonly parameters: ReadonlySet<string>;
  /** What is sent and what is made of the answer, where that differs from LLM nodes. */
  readonly form?: ModelForm;
}

/** How something else than an LLM node talks to a model. */
export interface ModelForm {
  readonly headers: Readonly<Record<string, string>>;
  /** The body of the request for a rendered prompt, and for the variables that it was rendered with. */
  request(prompt: GuardedText, variables: Arguments, stream: boolean): Record<string, unknown>;
  /** The result for an answer that was not streamed. */
  result(answer: OpenAI.ChatCompletion | OpenAI.Completion): Value;
}

interface Answer {
  readonly output: Value;
  readonly tokens: TokenUsage;
  readonly trace: ModelAnswer;
}

type Prompt = Pick<NodeCall, 'arguments' | 'guarded' | 'stream'>;

/** A language model behind a connection, with the prompt of one node. */
export class LanguageModel {
  private client: Promise<OpenAI> | undefined;

  constructor(private readonly options: LanguageModelOptions) {}

  async run(node: string, call: NodeCall): Promise<NodeResult> {
    const { api, parameters } = this.options;
    const given = new Map([...call.arguments].filter(([name]) => parameters.has(name)));
    const variables = new Map([...call.arguments].filter(([name]) => !parameters.has(name)));
    const prompt = { arguments: variables, guarded: call.guarded, stream: call.stream };
    const ask = api === 'chat' ? this.chat(given, prompt) : this.complete(given, prompt);
    const place = { node, ...(call.lineNumber === undefined ? {} : { lineNumber: call.lineNumber }) };
    const { trace, ...result } = await withRetries(() => ask(call.signal), {
      signal: call.signal,
      onRetry: (retry) => call.emit({ type: 'retry', ...place, ...retry }),
    });
    call.emit({ type: 'model-answered', ...place, ...trace });
    return result;
  }

  private chat(given: Arguments, prompt: Prompt) {
    const { provider, template, form } = this.options;
    const rendered = renderGuarded(
      template,
      prompt,
      provider === 'AzureOpenAI' || form !== undefined ? 'lines' : 'python',
    );
    const { stream } = prompt;
    const request =
      form?.request(rendered, prompt.arguments, stream !== undefined) ??
      chatRequest(provider, given, parseMessages(rendered), stream !== undefined);
    if (stream !== undefined && offersCallables(given)) refuseStreamedCalls();
    return async (signal: AbortSignal): Promise<Answer> => {
      const client = await this.connect();
      if (stream !== undefined) {
        const streaming = request as unknown as OpenAI.ChatCompletionCreateParamsStreaming;
        return this.streamed(streaming.model, { run: signal, stream }, (ends) =>
          streamText(
            (open) => client.chat.completions.create(streaming, this.sending(open)),
            ({ choices: [choice] }) => choice?.delta.content ?? '',
            ends,
          ),
        );
      }
      const body = request as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming;
      const begin = performance.now();
      const completion = await client.chat.completions.create(body, this.sending(signal));
      const { message, finish_reason: finishReason } = firstChoice(completion.choices);
      const output = offersCallables(given) ? { ...absentFields, ...message } : message.content;
      const tokens = usage(completion.usage);
      const trace = this.trace(body.model, { begin, tokens, answeredBy: completion.model, finishReason });
      return { output: form === undefined ? fromPlain(output) : form.result(completion), tokens, trace };
    };
  }

  private complete(given: Arguments, prompt: Prompt) {
    const { provider, template, form } = this.options;
    const rendered = renderGuarded(template, prompt, form === undefined ? 'python' : 'lines');
    const { stream } = prompt;
    const text = unguard(rendered.text, rendered.tokens);
    const request =
      form?.request(rendered, prompt.arguments, stream !== undefined) ??
      completionRequest(provider, given, text, stream !== undefined);
    return async (signal: AbortSignal): Promise<Answer> => {
      const client = await this.connect();
      if (stream !== undefined) {
        const streaming = request as unknown as OpenAI.CompletionCreateParamsStreaming;
        return this.streamed(streaming.model, { run: signal, stream }, (ends) =>
          streamText(
            (open) => client.completions.create(streaming, this.sending(open)),
            ({ choices: [choice] }) => choice?.text ?? '',
            ends,
          ),
        );
      }
      const body = request as unknown as OpenAI.CompletionCreateParamsNonStreaming;
      const begin = performance.now();
      const completion = await client.completions.create(body, this.sending(signal));
      const { text, finish_reason: finishReason } = firstChoice(completion.choices);
      const tokens = usage(completion.usage);
      const trace = this.trace(body.model, { begin, tokens, answeredBy: completion.model, finishReason });
      return { output: form === undefined ? text : form.result(completion), tokens, trace };
    };
  }

  /** A streamed answer begins when the model does; what it costs in tokens is not told. */
  private async streamed(
    model: string,
    signals: StreamSignals,
    ask: (signals: StreamSignals) => Promise<TextStream>,
  ): Promise<Answer> {
    const begin = performance.now();
    const output = await ask(signals);
    return { output, tokens: noTokens, trace: this.trace(model, { begin, tokens: noTokens }) };
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
    return form === undefined ? { signal } : { signal, headers: { ...form.headers } };
  }

  private connect(): Promise<OpenAI> {
    return (this.client ??= createClient(this.options.connection, this.options.connections));
  }
}

/** What the Python client shows as null when the service leaves it out. */
export const absentFields = { content: null, refusal: null, function_call: null, tool_calls: null };

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
