import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Connection } from '../connection';
import { fetchConnection } from '../connections/fetch';
import { readConnectionFile } from '../connections/files';
import { SecretMask } from '../connections/secret-mask';
import { FlowError } from '../error';
import { addTokens, noTokens, type FlowEventHandler, type TokenUsage } from '../event';
import type { Flow, LineResult } from '../flow';
import type { LoadFlow, LoadOptions } from '../load/load-flow';
import type { LoadedNode } from '../load/load-node';
import { parseYaml } from '../load/yaml';
import type { CallContext, HostAnswer, HostCall, HostCalls } from '../nodes/python/calls';
import { decodeData, encode, encodeConnection } from '../nodes/python/encode';
import { endingBy, TextStream } from '../values/text-stream';
import type { Value } from '../values/value';
import { runBatchFor } from './batch-call';
import { connectionsOf, holding, withAdded } from './call-connections';
import { loadOptionsOf, promptyChangesOf } from './call-options';
import { dictOf, named } from './call-values';
import { within } from './event-within';
import { askModel } from './model';

type Call<K extends HostCall['call']> = Extract<HostCall, { call: K }>;

export interface EngineCallsOptions {
  /** What the flow whose tools ask was loaded with. */
  readonly load: LoadOptions;
  readonly loadFlow: LoadFlow;
  /** Loads a node alone, where who calls may ask for one. */
  readonly loadNode?: (path: string, node: string, options: LoadOptions) => Promise<LoadedNode>;
}

/** Flows that call flows that call flows: further than this only by mistake. */
const deepest = 4;

let lastCall = 0;

/** Lets the tools of one flow have models, prompties, flows and connections from this engine. */
export class EngineCalls implements HostCalls {
  private readonly flows = new Map<string, Promise<Flow>>();
  private readonly streams = new Map<number, AsyncIterableIterator<string>>();
  private readonly added = new Map<string, Connection>();
  private readonly options: EngineCallsOptions;
  private lastStream = 0;

  constructor(options: EngineCallsOptions) {
    const connections = withAdded(options.load.connections, this.added);
    this.options = { ...options, load: { ...options.load, connections } };
  }

  async answer(call: HostCall, context: CallContext): Promise<HostAnswer> {
    context.signal.throwIfAborted();
    switch (call.call) {
      case 'model':
        return this.given(await this.traced(call.api, false, context, (emit) => this.model(call, context, emit)));
      case 'embedding':
        return this.given(await this.traced('embedding', false, context, () => this.embedding(call, context)));
      case 'prompty':
        return this.given(await this.prompty(call, context));
      case 'flow':
        return this.given(await this.flow(call, context));
      case 'batch':
        return runBatchFor(call, this.nested(call.source), this.options.loadFlow, context);
      case 'add-connection':
        this.added.set(call.connection.name, call.connection);
        return {};
      case 'connection-file':
        return { connections: await readConnectionFile(call.source) };
      case 'yaml':
        return encode(parseYaml(await readFile(call.source, 'utf8'), call.source));
      case 'connection':
        return encodeConnection(
          await fetchConnection(this.options.load.connections, call.name, context.node ?? 'python'),
        );
      case 'token':
        return encode(await this.token(call.scope));
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

  private token(scope: string): Promise<string> {
    const { connections } = this.options.load;
    if (connections?.token !== undefined) return connections.token(scope);
    throw new FlowError('GetConnectionError', 'The connection provider gives no tokens of Microsoft Entra ID.');
  }

  private async embedding(call: Call<'embedding'>, context: CallContext) {
    const mask = new SecretMask();
    const connection = await mask.watch(holding(call.connection)).get(call.connection.name);
    const { askEmbedding } = await import('./embedding');
    const request = { connection, connections: this.options.load.connections, model: call.model };
    try {
      return await askEmbedding({ ...request, input: decodeData(call.input) }, context);
    } catch (error) {
      throw mask.error(FlowError.from(error));
    }
  }

  private async prompty(call: Call<'prompty'>, context: CallContext): Promise<Value> {
    const { load } = this.options;
    const file = resolve(call.source);
    const environmentVariables = { ...load.environmentVariables, ...call.environment };
    const changes = promptyChangesOf(call);
    if (call.render) {
      const { renderPrompty } = await import('../prompty/render-prompty');
      return renderPrompty(file, changes, environmentVariables, named(decodeData(call.inputs)));
    }
    const { loadPromptyFlow } = await import('../prompty/load-prompty');
    const prompty = await loadPromptyFlow(
      { file, folder: resolve(file, '..') },
      { environmentVariables, ...changes, ...connectionsOf(load.connections, call.connection) },
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
    const path = resolve(call.source);
    if (call.options === undefined) return this.runFlow(await this.loaded(path), call, context);
    const { node } = call.options;
    const load = { ...this.nested(path), ...loadOptionsOf(call.options, this.options.load) };
    if (node === undefined) {
      const flow = await this.options.loadFlow(path, load);
      return this.runFlow(flow, call, context).finally(() => flow.close());
    }
    if (this.options.loadNode === undefined) {
      throw new FlowError(
        'UserErrorException',
        'A tool cannot run a node of a flow alone: run the flow, or the node by llmops flow test --node.',
      );
    }
    const alone = await this.options.loadNode(path, node, load);
    return this.runNode(alone, node, call, context).finally(() => alone.close());
  }

  private runFlow(flow: Flow, { inputs }: Call<'flow'>, context: CallContext): Promise<Value> {
    return this.traced(flow.name, true, context, async (emit) => {
      const { result, outputs } = await flow.execute(named(decodeData(inputs)), running(context, emit));
      const { single } = result;
      return { value: single === undefined ? outputs : (outputs.get(single) ?? null), result };
    });
  }

  private runNode(alone: LoadedNode, node: string, { inputs }: Call<'flow'>, context: CallContext): Promise<Value> {
    return this.traced(node, true, context, async (emit) => {
      const given = Object.fromEntries(named(decodeData(inputs)));
      const { result, outputs } = await alone.run(given, running(context, emit));
      return { value: outputs.get('output') ?? null, result };
    });
  }

  /** Flows are loaded once: they may hold a Python process. */
  private loaded(path: string): Promise<Flow> {
    const known = this.flows.get(path);
    if (known !== undefined) return known;
    const loading = this.load(path);
    this.flows.set(path, loading);
    // The next call may find the flow mended.
    loading.catch(() => this.flows.delete(path));
    return loading;
  }

  private async load(path: string): Promise<Flow> {
    return this.options.loadFlow(path, this.nested(path));
  }

  /** What a flow that is called is loaded with. */
  private nested(path: string): LoadOptions {
    const { depth = 0, connections, environmentVariables, onEvent, python } = this.options.load;
    if (depth >= deepest) {
      const message = `${path} is called by a tool of a flow that is called by a tool, ${deepest} times over.`;
      throw new FlowError('UserErrorException', message, { file: path });
    }
    return {
      depth: depth + 1,
      ...(connections === undefined ? {} : { connections }),
      ...(environmentVariables === undefined ? {} : { environmentVariables }),
      ...(onEvent === undefined ? {} : { onEvent }),
      ...(python === undefined ? {} : { python }),
    };
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
    // The answer that the tool reads piece by piece tells its tokens at its end.
    let streamed: TokenUsage | undefined;
    const { value, result } = await work((event) => {
      emit(within(event, { ...place, call, name, isFlow }));
      if (event.type === 'model-answered' && streamed !== undefined) streamed = addTokens(streamed, event.tokens);
    });
    const end = (tokens: TokenUsage): void => {
      emit({ type: 'call-ended', ...place, call, name, isFlow, result: { ...result, tokens } });
      onTokens(tokens);
    };
    if (value instanceof TextStream && result.error === undefined) {
      streamed = result.tokens;
      const { items } = value;
      const last = async (): Promise<void> => {
        await items.return?.();
        end(streamed ?? noTokens);
      };
      return new TextStream(endingBy(items, last));
    }
    end(result.tokens);
    if (result.error === undefined) return value;
    const { code, message, fault } = result.error;
    throw new FlowError(code, message, { fault });
  }

  private given(value: Value): HostAnswer {
    return value instanceof TextStream ? { stream: this.open(value.items) } : encode(value);
  }

  lend(items: AsyncIterableIterator<string>): Promise<number> {
    return Promise.resolve(this.open(items));
  }

  private open(items: AsyncIterableIterator<string>): number {
    this.streams.set(++this.lastStream, items);
    return this.lastStream;
  }

  private async next(stream: number): Promise<HostAnswer> {
    const piece = await this.streams.get(stream)?.next();
    return { text: piece === undefined || piece.done === true ? null : piece.value };
  }
}

function running({ signal, lineNumber }: CallContext, onEvent: FlowEventHandler) {
  return { signal, onEvent, ...(lineNumber === undefined ? {} : { lineNumber }) };
}
