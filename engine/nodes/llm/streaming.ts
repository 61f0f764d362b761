import { isNativeError } from 'node:util/types';
import { FlowError } from '../../error';
import { TextStream, textItems } from '../../values/text-stream';
import type { StreamRequest } from '../executable';
import { isApiError, wrapApiError } from './retry';

/** An answer of the model as the client streams it. */
export interface ChunkStream<Chunk> extends AsyncIterable<Chunk> {
  readonly controller: AbortController;
}

export interface StreamSignals {
  readonly run: AbortSignal;
  readonly stream: StreamRequest;
}

/**
 * Asks for a streamed answer. The run's signal counts until the model begins to answer; from then on it is the reader who
 * ends the stream. `text` takes the text of a chunk.
 */
export async function streamText<Chunk>(
  open: (signal: AbortSignal) => Promise<ChunkStream<Chunk>>,
  text: (chunk: Chunk) => string,
  signals: StreamSignals,
): Promise<TextStream> {
  const ends = new AbortController();
  const follow = (): void => ends.abort(signals.run.reason);
  signals.run.addEventListener('abort', follow);
  try {
    const { signal } = signals.stream;
    const chunks = await open(signal === undefined ? ends.signal : AbortSignal.any([signal, ends.signal]));
    const iterator = chunks[Symbol.asyncIterator]();
    const pull = async (): Promise<string | undefined> => {
      const next = await iterator.next().catch((error: unknown) => fail(error));
      return next.done === true ? undefined : text(next.value);
    };
    return new TextStream(textItems(pull, () => chunks.controller.abort()));
  } finally {
    signals.run.removeEventListener('abort', follow);
  }
}

async function fail(error: unknown): Promise<never> {
  const { APIError } = await import('openai');
  if (isApiError(error, APIError)) throw wrapApiError(error, '');
  const reason = isNativeError(error) ? `${error.name}: ${error.message}` : String(error);
  throw new FlowError('LLMError', `OpenAI API hits exception: ${reason}`, { cause: error });
}

/** Streamed answers are text; calls of functions are not. */
export function refuseStreamedCalls(): never {
  throw new FlowError(
    'FunctionCallNotSupportedInStreamMode',
    'Function calls are not supported in stream mode. Ask for application/json, or take tools and functions out of the node.',
  );
}
