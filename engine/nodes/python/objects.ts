import { FlowError } from '../../error';
import type { FlowEventHandler } from '../../event';
import { invalidProperty } from '../../references/property';
import { parsePropertyPath, type NodeReference, type PropertyStep } from '../../references/reference';
import { textItems } from '../../values/text-stream';
import { CarriedObject, PythonObject, type Value } from '../../values/value';
import { decode, decodeData, encode } from './encode';
import type { Caller } from './explain';
import type { PictureOptions } from './picture';
import type { Operations } from './protocol';

export interface EntryOutputs {
  readonly single?: Value;
  readonly outputs: ReadonlyMap<string, Value>;
}

export interface ViewOptions extends Partial<Pick<PictureOptions, 'keep'>> {
  /** Ends what templates wait for. */
  readonly signal?: AbortSignal;
}

export interface PythonObjectsOptions {
  /** Asks the Python process. */
  readonly ask: <K extends keyof Operations>(
    operation: K,
    body: Operations[K]['request'],
    caller?: Caller,
    signal?: AbortSignal,
  ) => Promise<Operations[K]['result']>;
  readonly release: (handles: readonly number[]) => void;
  /** Receives what generators print while they are read. */
  readonly emit: FlowEventHandler;
}

/** The objects that tools returned and that stay in the Python process, as the engine reads them. */
export class PythonObjects {
  constructor(private readonly options: PythonObjectsOptions) {}

  /**
   * What an entry returned by output; `single` where it is one value, and no dict. Its streams are joined unless they are
   * wanted, in the object as well.
   */
  async outputs(object: PythonObject, stream: boolean): Promise<EntryOutputs> {
    const { single, outputs } = await this.options.ask('outputs', { handle: object.handle, stream });
    if (single !== null) return { single: decode(single), outputs: new Map() };
    return { outputs: new Map(Object.entries(outputs).map(([name, output]) => [name, decode(output)])) };
  }

  /** Follows a reference's property path into an object. */
  async property(object: PythonObject, reference: NodeReference): Promise<Value> {
    const steps = parsePropertyPath(reference.property);
    try {
      return decode(await this.options.ask('property', { handle: object.handle, steps }));
    } catch (error) {
      throw error instanceof FlowError && error.code === 'InvalidReferenceProperty'
        ? invalidProperty(reference)
        : error;
    }
  }

  /** A value as an object that has another value in the place to which the steps lead. */
  async place(whole: Value, steps: readonly PropertyStep[], part: Value): Promise<PythonObject> {
    const { handle } = await this.options.ask('place', { whole: encode(whole), steps, part: encode(part) });
    return new PythonObject(handle);
  }

  /** An object as data, for a flow's output: generators are drained and joined. Rejects if JSON cannot hold it. */
  async data(object: PythonObject): Promise<Value> {
    return decodeData(await this.options.ask('data', { handle: object.handle }));
  }

  /**
   * An object for the aggregation, which may run in another process of the flow: data, else a pickle. What cannot be
   * pickled must not be released, for the aggregation may find it here.
   */
  async carry(object: PythonObject): Promise<Value> {
    const carried = await this.options.ask('carry', { handle: object.handle });
    return 'value' in carried ? decodeData(carried) : new CarriedObject(carried);
  }

  /** An object as files show it: connections by their names, and what JSON cannot hold by its `repr()`. */
  async record(object: PythonObject): Promise<Value> {
    return decodeData(await this.options.ask('record', { handle: object.handle }));
  }

  /** The items of a generator, as text. Whoever stops reading must return the iterator: it lets the generator go. */
  items(generator: PythonObject, node: string, signal: AbortSignal | undefined): AsyncIterableIterator<string> {
    const caller = { node, lineNumber: undefined, emit: this.options.emit };
    return textItems(
      async () => (await this.options.ask('next', { handle: generator.handle }, caller, signal)).text ?? undefined,
      () => this.release([generator]),
    );
  }

  /** An object as templates see it. What it gives them, `keep` takes, so that somebody lets it go. */
  async view(
    object: PythonObject | CarriedObject,
    { keep = () => undefined, signal }: ViewOptions = {},
  ): Promise<Value> {
    const whole = encode(object);
    const { view } = await this.options.ask('view', { object: whole });
    // Few templates are given objects.
    const { Picture } = await import('./picture');
    const picture = new Picture({ ask: (look) => this.options.ask('look', look, undefined, signal), keep });
    return picture.decode(view, { whole, steps: [] });
  }

  async equals(object: PythonObject, other: Value): Promise<boolean> {
    return (await this.options.ask('equals', { handle: object.handle, other: encode(other) })).equal;
  }

  release(objects: Iterable<PythonObject>): void {
    const handles = [...objects].map((object) => object.handle);
    if (handles.length > 0) this.options.release(handles);
  }
}
