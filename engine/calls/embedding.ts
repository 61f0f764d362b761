import type { Connection, ConnectionProvider } from '../connection';
import { FlowError } from '../error';
import type { FlowEventHandler } from '../event';
import type { LineResult } from '../flow';
import { createClient, providerOf } from '../nodes/llm/client';
import { withRetries } from '../nodes/llm/retry';
import { toPlain } from '../values/plain';
import { Float, type Value } from '../values/value';

export interface EmbeddingRequest {
  readonly connection: Connection;
  readonly connections: ConnectionProvider | undefined;
  readonly input: Value;
  /** A deployment, or the model where the connection has none. */
  readonly model: string;
}

interface Asker {
  readonly node: string | undefined;
  readonly lineNumber: number | undefined;
  readonly signal: AbortSignal;
  readonly emit: FlowEventHandler;
}

interface EmbeddingAnswer {
  /** Numbers, or, where that was asked for, 32-bit floats in base64. */
  readonly data?: readonly { readonly embedding: readonly number[] | string }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly total_tokens?: number };
}

/** The vector of a text, as prompt flow's tool for embeddings asks for it. */
export async function askEmbedding(
  { connection, connections, input, model }: EmbeddingRequest,
  { node = 'python', lineNumber, signal, emit }: Asker,
): Promise<{ readonly value: Value; readonly result: LineResult }> {
  providerOf(connection);
  const begin = performance.now();
  const isServerless = connection.type === 'serverless';
  const text = toPlain(input);
  const body = isServerless
    ? { input: [text], model, encoding_format: 'float' }
    : { input: text, model, encoding_format: 'base64' };
  const client = await createClient(connection, connections);
  // The client's own method takes any answer for base64, which not all services send.
  const answer = await withRetries(() => client.post<EmbeddingAnswer>('/embeddings', { body, signal }), {
    signal,
    onRetry: (retry) => emit({ type: 'retry', node, ...(lineNumber === undefined ? {} : { lineNumber }), ...retry }),
  });
  const { prompt_tokens: prompt = 0, total_tokens: total = prompt } = answer.usage ?? {};
  const durationMs = performance.now() - begin;
  const tokens = { prompt, completion: 0, total };
  return { value: vectorOf(answer), result: { status: 'Completed', outputs: {}, nodes: {}, tokens, durationMs } };
}

function vectorOf({ data }: EmbeddingAnswer): Value {
  const [first] = data ?? [];
  if (first === undefined) {
    throw new FlowError('LLMError', 'OpenAI API hits exception: ValueError: No embedding data received');
  }
  const { embedding } = first;
  return (typeof embedding === 'string' ? unpacked(embedding) : embedding).map((number) => new Float(number));
}

function unpacked(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64');
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}
