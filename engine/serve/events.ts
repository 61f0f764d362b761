import { FlowError } from '../error';
import { fromPlain } from '../values/plain';
import { strictJson } from '../values/strict-json';
import { TextStream } from '../values/text-stream';
import type { Value } from '../values/value';

/** Lets go of streamed outputs that nobody will read. */
export function discard(outputs: Iterable<Value>): void {
  for (const output of outputs) {
    if (output instanceof TextStream) output.items.return?.().catch(() => undefined);
  }
}

/**
 * The server-sent events of an answer: first the outputs that are there, then one event for each piece of the streamed
 * one. What fails on the way can no longer be a status, so it is the last event.
 */
export async function* serverSentEvents(
  ready: ReadonlyMap<string, Value>,
  name: string,
  { items }: TextStream,
): AsyncGenerator<string> {
  if (ready.size > 0) yield event(ready);
  try {
    for await (const piece of items) yield event(new Map([[name, piece]]));
  } catch (error) {
    yield event(fromPlain(errorBody(FlowError.from(error))));
  }
}

/** An error in the form of prompt flow's server: whose fault it is, and what it says. */
export function errorBody({ fault, message }: Pick<FlowError, 'fault' | 'message'>): ErrorBody {
  return { error: { code: fault === 'user' ? 'UserError' : 'SystemError', message } };
}

export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string };
}

function event(data: Value): string {
  return `data: ${strictJson(data)}\n\n`;
}
