import { resolve } from 'node:path';
import type { Connection, ConnectionProvider } from '../connection';
import { fetchConnection } from '../connections/fetch';
import { SecretMask } from '../connections/secret-mask';
import { FlowError } from '../error';
import type { FlowEvent, FlowEventHandler } from '../event';
import type { Flow, LineResult } from '../flow';
import type { LoadFlow, LoadOptions } from '../load/load-flow';
import type { CallContext, HostAnswer, HostCall, HostCalls } from '../nodes/python/calls';
import { decodeData, encode, encodeConnection } from '../nodes/python/encode';
import { TextStream } from '../values/text-stream';
import { isDict, type Dict, type Value } from '../values/value';
import { askModel } from './model';

type Call<K extends HostCall['call']> = Extract<HostCall, { call: K }>;

export interface EngineCallsOptions {
  /** What the flow whose tools ask was loaded with. */
  readonly load: LoadOptions;
  readonly loadFlow: LoadFlow;
}

/** Flows that call flows that call flows: further than this only by mistake. */
const deepest = 4;

let lastCall = 0;

/** Lets the tools of one flow have models, prompties, flows and connections from this engine. */
export class EngineCalls implements HostCalls {
  private readonly flows = new Map<string, Promise<Flow>>();
  private readonly streams = new Map<number, AsyncIterableIterator<string>>();
  private lastStream = 0;

  constructor(private readonly options: EngineCallsOptions) {}

  async answer(call: HostCall, context: CallContext): Promise<HostAnswer> {
    context.signal.throwIfAborted();
    switch (call.call) {
      case 'model':
        return this.given(await this.traced(call.api, false, context, (emit) => this.model(call, context, emit)));
      case 'prompty':
        return this.given(await this.prompty(call, context));
      case 'flow':
        return this.given(await this.flow(call, context));
      case 'connection':
        return encodeConnection(
          await fetchConnection(this.options.load.connections, call.name, context.node ?? 'python'),
        );
      case 'next':
        return this.next(call.stream);
      case 'close':
        await this.streams.get(call.stream)?.return?.();
        this.streams.delete(call.stream);
        return {};
    }
  }

  async close(): Promise<void> {
    for (const stream of this.streams.values()) await stream.return?.();
    this.streams.clear();
    const flows = await Promise.allSettled(this.flows.values());
    for (const flow of flows) if (flow.status === 'fulfilled') await flow.value.close();
  }

  private async model(call: Call<'model'>, context: CallContext, emit: FlowEventHandler) {
    const mask = new SecretMask();
    const connection = await mask.watch(holding(call.connection)).get(call.connection.name);
    try {
      const arguments_ = dictOf(decodeData(call.arguments));
      const { connections } = this.options.load;
      return await askModel({ ...call, connection, connections, arguments: arguments_ }, { ...context, emit });
    } catch (error) {
      throw mask.error(FlowError.from(error));
    }
  }

  private async prompty(call: Call<'prompty'>, context: CallContext): Promise<Value> {
    const { load } = this.options;
    const { loadPromptyFlow } = await import('../prompty/load-prompty');
    const file = resolve(call.source);
    const prompty = await loadPromptyFlow(
      { file, folder: resolve(file, '..') },
      {
        environmentVariables: { ...load.environmentVariables, ...call.environment },
        model: dictOf(decodeData(call.model)),
        ...(call.configuration === undefined ? {} : { configuration: dictOf(decodeData(call.configuration)) }),
        ...connectionsOf(load.connections, call.connection),
      },
    );
    return this.traced(prompty.name, false, context, async (emit) => {
      const run = await prompty.execute(named(decodeData(call.inputs)), {
        ...running(context, emit),
        stream: true,
      });
      return { value: run.value, result: run.result };
    });
  }

  private async flow(call: Call<'flow'>, context: CallContext): Promise<Value> {
    const flow = await this.loaded(resolve(call.source));
    return this.traced(flow.name, true, context, async (emit) => {
      const { result, outputs } = await flow.execute(named(decodeData(call.inputs)), running(context, emit));
      return { value: outputs, result };
    });
  }

  /** Flows are loaded once: they may hold a Python process. */
  private loaded(path: string): Promise<Flow> {
    const known = this.flows.get(path);
    if (known !== undefined) return known;
    const { load, loadFlow } = this.options;
    const { depth = 0, connections, environmentVariables, onEvent } = load;
    if (depth >= deepest) {
      const message = `${path} is called by a tool of a flow that is called by a tool, ${deepest} times over.`;
      return Promise.reject(new FlowError('UserErrorException', message, { file: path }));
    }
    const loading = loadFlow(path, {
      depth: depth + 1,
      ...(connections === undefined ? {} : { connections }),
      ...(environmentVariables === undefined ? {} : { environmentVariables }),
      ...(onEvent === undefined ? {} : { onEvent }),
    });
    this.flows.set(path, loading);
    // The next call may find the flow mended.
    loading.catch(() => this.flows.delete(path));
    return loading;
  }

  /** Does what was asked, reports it as work within the node, and fails as a function does. */
  private async traced(
    name: string,
    isFlow: boolean,
    { node, lineNumber, emit, onTokens }: CallContext,
    work: (emit: FlowEventHandler) => Promise<{ readonly value: Value; readonly result: LineResult }>,
  ): Promise<Value> {
    const call = ++lastCall;
    const place = { node: node ?? 'python', ...(lineNumber === undefined ? {} : { lineNumber }) };
    let ended = false;
    const { value, result } = await work((event) => {
      if (!ended) emit(within(event, { ...place, call, name, isFlow }));
      // The answer that the tool reads piece by piece tells its tokens at its end.
      else if (event.type === 'model-answered') onTokens(event.tokens);
    });
    ended = true;
    emit({ type: 'call-ended', ...place, call, name, isFlow, result });
    onTokens(result.tokens);
    if (result.error === undefined) return value;
    const { code, message, fault } = result.error;
    throw new FlowError(code, message, { fault });
  }

  private given(value: Value): HostAnswer {
    if (!(value instanceof TextStream)) return encode(value);
    const stream = ++this.lastStream;
    this.streams.set(stream, value.items);
    return { stream };
  }

  private async next(stream: number): Promise<HostAnswer> {
    const piece = await this.streams.get(stream)?.next();
    return { text: piece === undefined || piece.done === true ? null : piece.value };
  }
}

/** Retries, warnings and what is printed are the node's own; what becomes a span stays apart. */
function within(
  event: FlowEvent,
  place: { node: string; lineNumber?: number; call: number; name: string; isFlow: boolean },
): FlowEvent {
  const { node, lineNumber } = place;
  switch (event.type) {
    case 'node-started':
    case 'node-ended':
    case 'model-answered':
    case 'call-event':
    case 'call-ended':
      return { type: 'call-event', ...place, event };
    case 'warning':
    case 'metric':
      return { ...event, node };
    default:
      return { ...event, node, ...(lineNumber === undefined ? {} : { lineNumber }) };
  }
}

function running({ signal, lineNumber }: CallContext, onEvent: FlowEventHandler) {
  return { signal, onEvent, ...(lineNumber === undefined ? {} : { lineNumber }) };
}

function holding(connection: Connection): ConnectionProvider {
  return { get: () => Promise.resolve(connection) };
}

function connectionsOf(provider: ConnectionProvider | undefined, given: Connection | undefined) {
  if (given === undefined) return provider === undefined ? {} : { connections: provider };
  return {
    connections: {
      ...holding(given),
      ...(provider?.token === undefined ? {} : { token: provider.token.bind(provider) }),
    },
  };
}

function dictOf(value: Value): Dict {
  return isDict(value) ? value : new Map();
}

function named(value: Value): ReadonlyMap<string, Value> {
  return new Map([...dictOf(value)].map(([name, item]) => [String(name), item]));
}
