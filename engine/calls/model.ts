import type { Connection, ConnectionProvider } from '../connection';
import { FlowError } from '../error';
import { noTokens, type FlowEventHandler } from '../event';
import { describe, type LineResult } from '../flow';
import { providerOf } from '../nodes/llm/client';
import { separateImages } from '../nodes/llm/images';
import { LanguageModel } from '../nodes/llm/model';
import { apiParameters, type Api } from '../nodes/llm/parameters';
import { givenTemplate } from '../nodes/prompt/given-template';
import type { Dict, Value } from '../values/value';
import { visionForm, visionParameters } from './vision';

export interface ModelRequest {
  readonly api: Api;
  readonly connection: Connection;
  readonly connections: ConnectionProvider | undefined;
  /** A template, which is rendered with the arguments that are no parameters of the API. */
  readonly prompt: string;
  readonly arguments: Dict;
  readonly stream: boolean;
  /** Names of arguments that a user wrote, whose role words begin no message. */
  readonly written: readonly string[];
  /** Whether lines that are images become parts of their messages. */
  readonly vision: boolean;
  /** Environment variables of whoever asks. */
  readonly environment: Readonly<Record<string, string>>;
}

interface Asker {
  readonly lineNumber: number | undefined;
  readonly signal: AbortSignal;
  readonly emit: FlowEventHandler;
}

/** Asks a model as an LLM node does, for code that has the prompt as text. */
export async function askModel(
  request: ModelRequest,
  { lineNumber, signal, emit }: Asker,
): Promise<{ readonly value: Value; readonly result: LineResult }> {
  const { api, connection, connections, environment } = request;
  const provider = providerOf(connection);
  const node = `${provider}.${api}`;
  const place = { node, ...(lineNumber === undefined ? {} : { lineNumber }) };
  const begin = performance.now();
  const arguments_ = new Map([...request.arguments].map(([name, value]) => [String(name), value]));
  const end = { type: 'node-ended', ...place, kind: 'llm' } as const;
  emit({ type: 'node-started', ...place });
  try {
    const { prompt, vision, written } = request;
    const parameters = vision ? visionParameters : new Set(apiParameters(provider, api).keys());
    const model = new LanguageModel({
      ...{ provider, api, connection, connections, environment, parameters },
      template: givenTemplate(vision ? separateImages(prompt) : prompt),
      ...(vision ? { form: visionForm(provider, arguments_) } : {}),
    });
    const { output, tokens = noTokens } = await model.run(node, {
      arguments: arguments_,
      guarded: new Map(written.map((name) => [name, 'flow-input'] as const)),
      ...{ lineNumber, signal, emit },
      stream: request.stream ? { signal: undefined } : undefined,
    });
    const durationMs = performance.now() - begin;
    emit({ ...end, status: 'Completed', durationMs, inputs: arguments_, output });
    return { value: output, result: { status: 'Completed', outputs: {}, nodes: {}, tokens, durationMs } };
  } catch (thrown) {
    const error = FlowError.from(signal.aborted ? signal.reason : thrown);
    const durationMs = performance.now() - begin;
    const status = signal.aborted ? 'Canceled' : 'Failed';
    emit({ ...end, status, durationMs, error: { code: error.code, message: error.message } });
    const failed = { status: 'Failed', outputs: {}, nodes: {}, tokens: noTokens, durationMs } as const;
    return { value: null, result: { ...failed, error: describe(error) } };
  }
}
