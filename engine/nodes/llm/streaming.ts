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

/** How to take a streamed answer apart. */
export interface StreamReading<Chunk> {
  /** The text of a chunk; undefined for one that has none, such as that with the tokens. */
  readonly text: (chunk: Chunk) => string | undefined;
  /** Hears that the answer is at an end, or that nobody reads on. */
  readonly onEnd: () => void;
}

/**
 * Asks for a streamed answer. The run's signal counts until the model begins to answer; from then on it is the reader who
 * ends the stream.
 */
export async function streamText<Chunk>(
  open: (signal: AbortSignal) => Promise<ChunkStream<Chunk>>,
  { text, onEnd }: StreamReading<Chunk>,
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
      for (;;) {
        const next = await iterator.next().catch((error: unknown) => fail(error));
        if (next.done === true) return undefined;
        const piece = text(next.value);
        if (piece !== undefined) return piece;
      }
    };
    const end = (): void => {
      chunks.controller.abort();
      onEnd();
    };
    return new TextStream(textItems(pull, end));
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
    'Function calls are not supported in stream mode. Ask for application/json, or offer tools in the place of functions.',
  );
}
