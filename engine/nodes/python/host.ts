import { FlowError } from '../../error';
import type { FlowEvent, FlowEventHandler } from '../../event';
import { invalidProperty } from '../../references/property';
import { parsePropertyPath, type NodeReference } from '../../references/reference';
import { parseJson } from '../../values/parse-json';
import { toPlain } from '../../values/plain';
import { CarriedObject, type PythonObject, type Value } from '../../values/value';
import { textItems } from '../../values/text-stream';
import { decode, decodeData, decodeView, encode } from './encode';
import { ProcessEnded, PythonProcess, WorkerFailure } from './process';
import type { EncodedArguments, LoadedTool, Operations, ToolSource } from './protocol';

export interface PythonHostOptions {
  /** The interpreter: a name on the PATH or a path. */
  readonly python: string;
  /** Receives what tools print while they are loaded, or from threads of their own. */
  readonly emit: FlowEventHandler;
}

/** Where a flow's Python files are, which is also the tools' working directory, and the variables that they see. */
export type PythonSettings = Operations['configure']['request'];

interface Binding {
  readonly source: ToolSource;
  readonly creation: EncodedArguments;
  readonly arguments: EncodedArguments;
}

interface Caller {
  readonly node: string;
  readonly lineNumber: number | undefined;
  readonly emit: FlowEventHandler;
}

/** The Python side of one flow: its tools, and the objects that they returned. A process that dies is replaced. */
export class PythonHost {
  private process: PythonProcess | undefined;
  private restarting: Promise<PythonProcess> | undefined;
  private readonly bindings = new Map<string, Binding>();
  private readonly callers = new Map<number, Caller>();
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

  /** Loads a node's tool and says what its parameters expect. */
  async load(node: string, source: ToolSource): Promise<LoadedTool> {
    return this.ask('load', { node, source }, { node, lineNumber: undefined, emit: this.options.emit });
  }

  /** Sets the arguments of a loaded tool that are the same in every call; a class tool's instance is created now. */
  async bind(node: string, source: ToolSource, creation: EncodedArguments, fixed: EncodedArguments): Promise<void> {
    const caller = { node, lineNumber: undefined, emit: this.options.emit };
    await this.ask('bind', { node, creation, arguments: fixed }, caller);
    this.bindings.set(node, { source, creation, arguments: fixed });
  }

  /** Calls a node's tool. An exception in it becomes a ToolExecutionError. */
  async call(arguments_: ReadonlyMap<string, Value>, caller: Caller, signal: AbortSignal): Promise<Value> {
    const encoded = Object.fromEntries([...arguments_].map(([name, value]) => [name, encode(value)]));
    return decode(await this.ask('call', { node: caller.node, arguments: encoded }, caller, signal));
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

  /** The items of a generator, as text. Whoever stops reading must return the iterator: it lets the generator go. */
  items(generator: PythonObject, node: string, signal: AbortSignal | undefined): AsyncIterableIterator<string> {
    const caller = { node, lineNumber: undefined, emit: this.options.emit };
    return textItems(
      async () => (await this.ask('next', { handle: generator.handle }, caller, signal)).text ?? undefined,
      () => this.release([generator]),
    );
  }

  /** An object as templates see it. */
  async view(object: PythonObject | CarriedObject): Promise<Value> {
    return decodeView((await this.ask('view', { object: encode(object) })).view);
  }

  async equals(object: PythonObject, other: Value): Promise<boolean> {
    return (await this.ask('equals', { handle: object.handle, other: encode(other) })).equal;
  }

  release(objects: Iterable<PythonObject>): void {
    const handles = [...objects].map((object) => object.handle);
    if (handles.length > 0) this.process?.release(handles);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.process?.close();
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
          if (caller !== undefined) this.callers.set(id, caller);
        },
      });
    } catch (error) {
      throw this.explain(error, operation, caller);
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
    for (const [node, { source, creation, arguments: fixed }] of this.bindings) {
      await process.request('load', { node, source });
      await process.request('bind', { node, creation, arguments: fixed });
    }
    this.process = process;
    return process;
  }

  private spawn(): PythonProcess {
    return new PythonProcess({
      python: this.options.python,
      onPrinted: (stream, text, request) => this.report(request, { type: 'printed', stream, text }),
      onMetric: (key, json, request) => this.report(request, { type: 'metric', key, value: toPlain(parseJson(json)) }),
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

  private explain(error: unknown, operation: keyof Operations, caller: Caller | undefined): unknown {
    const node = caller === undefined ? {} : { node: caller.node };
    if (error instanceof ProcessEnded) {
      const line = caller?.lineNumber === undefined ? '' : ` while executing line ${caller.lineNumber}`;
      const message = `Process crashed${line}, with ${error.reason}. The Python process of the flow is started anew for the next call.`;
      return new FlowError('ProcessCrashError', message, { ...node, cause: error });
    }
    if (!(error instanceof WorkerFailure)) return error;
    const { code, type, message, traceback, fault = 'user' } = error.failure;
    if (code !== undefined) return new FlowError(code, message, { ...node, traceback, fault });
    if ((operation === 'call' || operation === 'next') && caller !== undefined) {
      const text = `Execution failure in '${caller.node}': (${type}) ${message}`;
      return new FlowError('ToolExecutionError', text, { ...node, traceback });
    }
    return new FlowError(type, message, { ...node, traceback });
  }
}
