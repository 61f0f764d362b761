import { FlowError } from '../../error';
import type { FlowEvent, FlowEventHandler } from '../../event';
import { parseJson } from '../../values/parse-json';
import type { Value } from '../../values/value';
import { SharedStream } from '../../values/text-stream';
import { decode, encode, encodePart, encodeStream } from './encode';
import type { HostAnswer, HostCall, HostCalls } from './calls';
import { explain, type Caller } from './explain';
import { PythonObjects } from './objects';
import { PythonProcess } from './process';
import type {
  Binding,
  EncodedArgument,
  EncodedArguments,
  EntrySource,
  LoadedEntry,
  LoadedTool,
  Operations,
  ToolSource,
} from './protocol';

export interface PythonHostOptions {
  /** The interpreter: a name on the PATH or a path. */
  readonly python: string;
  /** Receives what tools print while they are loaded, or from threads of their own. */
  readonly emit: FlowEventHandler;
  /** Does what tools ask of the engine. Default: they may ask for nothing. */
  readonly calls?: HostCalls;
}

/** Where a flow's Python files are, which is also the tools' working directory, and the variables that they see. */
export type PythonSettings = Operations['configure']['request'];

interface Running extends Caller {
  readonly signal?: AbortSignal;
}

/** The Python side of one flow: its tools, and the objects that they returned. A process that dies is replaced. */
export class PythonHost {
  readonly objects: PythonObjects;
  private process: PythonProcess | undefined;
  private restarting: Promise<PythonProcess> | undefined;
  private asking: Promise<boolean> | undefined;
  private readonly bindings = new Map<string, Binding>();
  private readonly callers = new Map<number, Running>();
  private closed = false;
  private settings: PythonSettings | undefined;

  constructor(private readonly options: PythonHostOptions) {
    this.objects = new PythonObjects({
      ask: (operation, body, caller, signal) => this.ask(operation, body, caller, signal),
      release: (handles) => this.process?.release(handles),
      emit: options.emit,
    });
  }

  /** Starts the interpreter, so that it is there when the first tool is to be loaded. Failures show at first use. */
  start(): void {
    this.process ??= this.spawn();
  }

  /** Must come before the first tool is loaded. */
  async configure(settings: PythonSettings): Promise<void> {
    this.settings = settings;
    await this.ask('configure', settings);
  }

  /** Imports a module for what that does. Rejects where there is none. */
  async importModule(module: string): Promise<void> {
    await this.ask('import', { module });
  }

  /** Loads a node's tool and says what its parameters expect. */
  async load(node: string, source: ToolSource): Promise<LoadedTool> {
    return this.ask('load', { node, source }, this.loading(node)) as Promise<LoadedTool>;
  }

  /** Loads the entry of a flex flow and says what it takes and gives. */
  async loadEntry(node: string, source: EntrySource): Promise<LoadedEntry> {
    return this.ask('load', { node, source }, this.loading(node)) as Promise<LoadedEntry>;
  }

  /** Sets the arguments of a loaded tool that are the same in every call; a class tool's instance is created now. */
  async bind(
    node: string,
    source: ToolSource | EntrySource,
    creation: EncodedArguments,
    fixed: EncodedArguments,
    order: readonly string[] = [],
  ): Promise<void> {
    await this.ask('bind', { node, creation, arguments: fixed, order }, this.loading(node));
    this.bindings.set(node, { source, creation, arguments: fixed, order });
  }

  /** Calls a node's tool. An exception in it becomes a ToolExecutionError. */
  async call(arguments_: ReadonlyMap<string, Value>, caller: Caller, signal: AbortSignal): Promise<Value> {
    const encoded: Record<string, EncodedArgument> = {};
    const { node, shared: given, onChanged } = caller;
    const shared: string[] = [];
    for (const [name, value] of arguments_) {
      const part = given?.get(name)?.partOf;
      if (part !== undefined) encoded[name] = encodePart(part);
      else if (value instanceof SharedStream) encoded[name] = await encodeStream(value, this.options.calls);
      else encoded[name] = encode(value);
      if (part === undefined && given?.has(name) === true) shared.push(name);
    }
    const result = await this.ask('call', { node, arguments: encoded, shared }, caller, signal);
    for (const [name, value] of Object.entries(result.changed ?? {})) onChanged?.(name, decode(value));
    return decode(result);
  }

  /** Whether the process answers, as far as there is one; one that does not is ended, and replaced for the next call. */
  answers(): Promise<boolean> {
    this.asking ??= (this.process?.answers() ?? Promise.resolve(true)).finally(() => (this.asking = undefined));
    return this.asking;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.process?.close();
    await this.options.calls?.close();
  }

  private loading(node: string): Caller {
    return { node, lineNumber: undefined, emit: this.options.emit };
  }

  private async ask<K extends keyof Operations>(
    operation: K,
    body: Operations[K]['request'],
    caller?: Caller,
    signal?: AbortSignal,
  ): Promise<Operations[K]['result']> {
    const process = await this.living();
    let id = 0;
    try {
      return await process.request(operation, body, {
        ...(signal === undefined ? {} : { signal }),
        onId: (assigned) => {
          id = assigned;
          if (caller !== undefined) this.callers.set(id, signal === undefined ? caller : { ...caller, signal });
        },
      });
    } catch (error) {
      throw explain(error, operation, caller);
    } finally {
      this.callers.delete(id);
    }
  }

  private async living(): Promise<PythonProcess> {
    if (this.closed) throw new FlowError('FlowClosedError', 'The flow was closed; load it again to run it.');
    this.start();
    if (this.process?.alive === true || this.bindings.size === 0) return this.process as PythonProcess;
    this.restarting ??= this.restart().finally(() => (this.restarting = undefined));
    return this.restarting;
  }

  /** Module state is lost with the old process, as it is when prompt flow replaces one. */
  private async restart(): Promise<PythonProcess> {
    const process = this.spawn();
    if (this.settings !== undefined) await process.request('configure', this.settings);
    for (const [node, { source, creation, arguments: fixed, order }] of this.bindings) {
      await process.request('load', { node, source });
      await process.request('bind', { node, creation, arguments: fixed, order });
    }
    this.process = process;
    return process;
  }

  private spawn(): PythonProcess {
    return new PythonProcess({
      python: this.options.python,
      onPrinted: (stream, text, request) => this.report(request, { type: 'printed', stream, text }),
      onMetric: (key, json, request) => this.report(request, { type: 'metric', key, value: parseJson(json) }),
      onCall: (call, request, signal) => this.answer(call, request, signal),
    });
  }

  private async answer(call: HostCall, request: number | undefined, signal: AbortSignal): Promise<HostAnswer> {
    const { calls, emit } = this.options;
    if (calls === undefined)
      throw new FlowError('NotImplementedError', `Nothing can be called from here: ${call.call}.`);
    const caller = request === undefined ? undefined : this.callers.get(request);
    return calls.answer(call, {
      node: caller?.node,
      lineNumber: caller?.lineNumber,
      emit: caller?.emit ?? emit,
      onTokens: caller?.onTokens ?? (() => undefined),
      signal: caller?.signal === undefined ? signal : AbortSignal.any([caller.signal, signal]),
    });
  }

  private report(request: number | undefined, event: FlowEvent): void {
    const caller = request === undefined ? undefined : this.callers.get(request);
    if (caller === undefined) {
      this.options.emit(event);
      return;
    }
    const line = caller.lineNumber === undefined ? {} : { lineNumber: caller.lineNumber };
    caller.emit({ ...event, node: caller.node, ...line });
  }
}
