import { FlowError } from '../../error';
import type { FlowEvent, FlowEventHandler } from '../../event';
import { invalidProperty } from '../../references/property';
import { parsePropertyPath, type NodeReference, type PropertyStep } from '../../references/reference';
import { parseJson } from '../../values/parse-json';
import { CarriedObject, PythonObject, type Value } from '../../values/value';
import { SharedStream, textItems } from '../../values/text-stream';
import { decode, decodeData, encode, encodePart, encodeStream } from './encode';
import type { HostAnswer, HostCall, HostCalls } from './calls';
import { explain, type Caller } from './explain';
import type { PictureOptions } from './picture';
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

export interface EntryOutputs {
  readonly single?: Value;
  readonly outputs: ReadonlyMap<string, Value>;
}

interface Running extends Caller {
  readonly signal?: AbortSignal;
}

export interface ViewOptions extends Partial<Pick<PictureOptions, 'keep'>> {
  /** Ends what templates wait for. */
  readonly signal?: AbortSignal;
}

/** The Python side of one flow: its tools, and the objects that they returned. A process that dies is replaced. */
export class PythonHost {
  private process: PythonProcess | undefined;
  private restarting: Promise<PythonProcess> | undefined;
  private asking: Promise<boolean> | undefined;
  private readonly bindings = new Map<string, Binding>();
  private readonly callers = new Map<number, Running>();
  private closed = false;
  private settings: PythonSettings | undefined;

  constructor(private readonly options: PythonHostOptions) {}

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

  /**
   * What an entry returned by output; `single` where it is one value, and no dict. Its streams are joined unless they are
   * wanted, in the object as well.
   */
  async outputs(object: PythonObject, stream: boolean): Promise<EntryOutputs> {
    const { single, outputs } = await this.ask('outputs', { handle: object.handle, stream });
    if (single !== null) return { single: decode(single), outputs: new Map() };
    return { outputs: new Map(Object.entries(outputs).map(([name, output]) => [name, decode(output)])) };
  }

  /** Follows a reference's property path into an object. */
  async property(object: PythonObject, reference: NodeReference): Promise<Value> {
    const steps = parsePropertyPath(reference.property);
    try {
      return decode(await this.ask('property', { handle: object.handle, steps }));
    } catch (error) {
      throw error instanceof FlowError && error.code === 'InvalidReferenceProperty'
        ? invalidProperty(reference)
        : error;
    }
  }

  /** A value as an object that has another value in the place to which the steps lead. */
  async place(whole: Value, steps: readonly PropertyStep[], part: Value): Promise<PythonObject> {
    const { handle } = await this.ask('place', { whole: encode(whole), steps, part: encode(part) });
    return new PythonObject(handle);
  }

  /** An object as data, for a flow's output: generators are drained and joined. Rejects if JSON cannot hold it. */
  async data(object: PythonObject): Promise<Value> {
    return decodeData(await this.ask('data', { handle: object.handle }));
  }

  /**
   * An object for the aggregation, which may run in another process of the flow: data, else a pickle. What cannot be
   * pickled must not be released, for the aggregation may find it here.
   */
  async carry(object: PythonObject): Promise<Value> {
    const carried = await this.ask('carry', { handle: object.handle });
    return 'value' in carried ? decodeData(carried) : new CarriedObject(carried);
  }

  /** An object as files show it: connections by their names, and what JSON cannot hold by its `repr()`. */
  async record(object: PythonObject): Promise<Value> {
    return decodeData(await this.ask('record', { handle: object.handle }));
  }

  /** The items of a generator, as text. Whoever stops reading must return the iterator: it lets the generator go. */
  items(generator: PythonObject, node: string, signal: AbortSignal | undefined): AsyncIterableIterator<string> {
    const caller = { node, lineNumber: undefined, emit: this.options.emit };
    return textItems(
      async () => (await this.ask('next', { handle: generator.handle }, caller, signal)).text ?? undefined,
      () => this.release([generator]),
    );
  }

  /** An object as templates see it. What it gives them, `keep` takes, so that somebody lets it go. */
  async view(
    object: PythonObject | CarriedObject,
    { keep = () => undefined, signal }: ViewOptions = {},
  ): Promise<Value> {
    const whole = encode(object);
    const { view } = await this.ask('view', { object: whole });
    // Few templates are given objects.
    const { Picture } = await import('./picture');
    const picture = new Picture({ ask: (look) => this.ask('look', look, undefined, signal), keep });
    return picture.decode(view, { whole, steps: [] });
  }

  async equals(object: PythonObject, other: Value): Promise<boolean> {
    return (await this.ask('equals', { handle: object.handle, other: encode(other) })).equal;
  }

  release(objects: Iterable<PythonObject>): void {
    const handles = [...objects].map((object) => object.handle);
    if (handles.length > 0) this.process?.release(handles);
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
