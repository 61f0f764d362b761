import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { FlowEvent } from '../event';
import { loadFlow, type LoadOptions } from '../load/load-flow';
import { loadNode } from '../load/load-node';
import { AskedCalls } from '../nodes/python/asked-calls';
import type { CallMessage } from '../nodes/python/calls';
import { EngineCalls } from './engine-calls';

export interface ServeCallsOptions {
  /** One JSON object a line, as the engine's Python processes write them. */
  readonly input: Readable;
  /** Gets the answers in the same form, and what flows print and warn of. */
  readonly output: Writable;
  /** What is called is loaded with this. */
  readonly load: Omit<LoadOptions, 'onEvent'>;
}

/** What a program changed in its environment; null for what it took away. */
interface EnvironmentMessage {
  readonly event: 'environment';
  readonly variables: Readonly<Record<string, string | null>>;
}

/** Answers what a Python program that is no tool of a flow asks of the engine, until its input ends. */
export async function serveCalls({ input, output, load }: ServeCallsOptions): Promise<void> {
  const send = (message: object): void => void output.write(`${JSON.stringify(message)}\n`);
  const emit = (event: FlowEvent): void => {
    if (event.type === 'printed') send({ event: 'printed', stream: event.stream, text: event.text });
    else if (event.type === 'warning')
      send({ event: 'printed', stream: 'stderr', text: `warning: ${event.message}\n` });
  };
  const calls = new EngineCalls({ load: { ...load, onEvent: emit }, loadFlow, loadNode });
  const asked = new AskedCalls(
    (call, _, signal) =>
      calls.answer(call, { node: undefined, lineNumber: undefined, signal, emit, onTokens: () => undefined }),
    send,
  );
  // The program may be gone before its answers are written.
  output.on('error', () => undefined);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    const message = JSON.parse(line) as CallMessage | EnvironmentMessage;
    if (message.event === 'environment') setVariables(message.variables);
    else asked.receive(message);
  }
  asked.end(new Error('The program that asked has ended.'));
  await calls.close();
}

/** This process works for that program alone: flows find variables, and connections in them, where they look for them. */
function setVariables(variables: EnvironmentMessage['variables']): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === null) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}
