import { FlowError } from '../error';
import { formatJson } from '../values/format-json';
import { fromPlain } from '../values/plain';

/** An output that is still being produced. */
export type StreamedOutput = AsyncIterable<unknown>;

export function isStreamed(output: unknown): output is StreamedOutput {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
}

/** Lets go of streamed outputs that nobody will read. */
export function discard(outputs: Iterable<unknown>): void {
  for (const output of outputs) {
    if (!isStreamed(output)) continue;
    const letGo = output[Symbol.asyncIterator]().return?.();
    letGo?.catch(() => undefined);
  }
}

/**
 * The server-sent events of an answer: first the outputs that are there, then one event for each piece of the streamed
 * one. What fails on the way can no longer be a status, so it is the last event.
 */
export async function* serverSentEvents(
  ready: Readonly<Record<string, unknown>>,
  name: string,
  streamed: StreamedOutput,
): AsyncGenerator<string> {
  if (Object.keys(ready).length > 0) yield event(ready);
  try {
    for await (const piece of streamed) yield event({ [name]: piece });
  } catch (error) {
    yield event(errorBody(FlowError.from(error)));
  }
}

/** An error in the form of prompt flow's server: whose fault it is, and what it says. */
export function errorBody({ fault, message }: Pick<FlowError, 'fault' | 'message'>): ErrorBody {
  return { error: { code: fault === 'user' ? 'UserError' : 'SystemError', message } };
}

export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string };
}

function event(data: unknown): string {
  return `data: ${formatJson(fromPlain(data))}\n\n`;
}
