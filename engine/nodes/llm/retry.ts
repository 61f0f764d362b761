import { setTimeout as sleep } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';
import type { APIError } from 'openai';
import { FlowError } from '../../error';
import { adviceFor } from './advice';

const mostRetries = 100;
const mostUnprocessable = 3;
/** How Node words a connection that the service closed before it answered. */
const dropped = /aborted|disconnected|ECONNRESET|socket hang up|other side closed/i;
const errorReference = 'https://platform.openai.com/docs/guides/error-codes/api-errors';

/** Classes of errors whose names differ between OpenAI's clients for JavaScript and for Python. */
const pythonNames: Readonly<Record<string, string>> = {
  APIConnectionTimeoutError: 'APITimeoutError',
  APIError: 'APIStatusError',
};

export interface Retry {
  /** From 1. */
  readonly attempt: number;
  readonly waitMs: number;
  readonly reason: string;
}

/**
 * Asks a model, and again after a wait while it is overloaded or fails: 429, 5xx, time-outs and dropped connections, up
 * to 100 times; 422 twice. Waits as long as Retry-After says, else 3, 4, 6, 10, … 60 seconds. What remains becomes a `FlowError`.
 */
export async function withRetries<T>(
  ask: () => Promise<T>,
  options: { readonly signal: AbortSignal; readonly onRetry: (retry: Retry) => void },
): Promise<T> {
  let unprocessable = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      options.signal.throwIfAborted();
      const { APIError } = await import('openai');
      if (!isApiError(error, APIError)) throw asFlowError(error);
      unprocessable = error.status === 422 ? unprocessable + 1 : 0;
      if (!isRetriable(error)) throw wrapApiError(error, '');
      if (attempt >= mostRetries || unprocessable >= mostUnprocessable)
        throw wrapApiError(error, 'Exceed max retry times. ');
      const waitMs = retryAfterMs(error) ?? backOffMs(attempt);
      options.onRetry({ attempt: attempt + 1, waitMs, reason: error.message });
      await sleep(waitMs, undefined, { signal: options.signal });
    }
  }
}

/** What failed on this side: the client wraps what went wrong while it made the request, such as getting a token. */
function asFlowError(error: unknown): FlowError {
  if (error instanceof FlowError) return error;
  if (isNativeError(error) && error.cause instanceof FlowError) return error.cause;
  if (isNativeError(error) && 'code' in error && error.code === 'ERR_INVALID_URL') {
    const message = `OpenAI API hits APIConnectionError: Connection error. The connection's address is no URL. [Error reference: ${errorReference}]`;
    return new FlowError('APIConnectionError', message, { cause: error });
  }
  const reason = isNativeError(error) ? `${error.name}: ${error.message}` : String(error);
  return new FlowError('LLMError', `OpenAI API hits exception: ${reason}`, { cause: error });
}

/** Milliseconds before retry number `attempt` (from 0) when the service does not say. */
export function backOffMs(attempt: number): number {
  return Math.min(60, 3 + 2 ** attempt - 1) * 1000;
}

/** `instanceof` alone would leave the error's properties untyped. */
export function isApiError(error: unknown, type: typeof APIError): error is APIError {
  return error instanceof type;
}

function isRetriable(error: APIError): boolean {
  const status = error.status;
  if (status === 429) return error.type !== 'insufficient_quota';
  if (status !== undefined) return status >= 500 || status === 422;
  return error.constructor.name === 'APIConnectionTimeoutError' || dropped.test(causes(error));
}

function causes(error: unknown): string {
  return isNativeError(error) ? `${error.message} ${causes(error.cause)}` : '';
}

function retryAfterMs(error: APIError): number | undefined {
  const seconds = Number(error.headers?.get('retry-after') || NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

/** What is shown of an error that the model's service, or the way to it, gave. */
export function wrapApiError(error: APIError, prefix: string): FlowError {
  const name = pythonNames[error.constructor.name] ?? error.constructor.name;
  const cause = isNativeError(error.cause) ? ` (${causes(error.cause).trim()})` : '';
  const advice = adviceFor(error.message);
  const shown = advice ?? `${error.message}${cause} [Error reference: ${errorReference}]`;
  const message = `${prefix}OpenAI API hits ${name}: ${shown}`;
  return new FlowError(name, message, { cause: error });
}
