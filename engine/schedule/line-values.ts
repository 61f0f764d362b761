import { checkSection, readProperty, withProperty } from '../references/property';
import { parsePropertyPath, type NodeReference, type Reference } from '../references/reference';
import { FlowError } from '../error';
import type { FlowEventHandler, NodeStatus } from '../event';
import type { OutputDefinition } from '../load/definition';
import type { NodeResult } from '../nodes/executable';
import type { GuardedText } from '../nodes/prompt/guard';
import type { PythonHost } from '../nodes/python/host';
import { dateIn } from '../values/date';
import { joined, SharedStream, TextStream } from '../values/text-stream';
import { CarriedObject, PythonObject, type Value } from '../values/value';

export interface LineValuesOptions {
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
  readonly inputs: ReadonlyMap<string, Value>;
  /** What aggregation nodes will read of this line, by any key. */
  readonly aggregated: ReadonlyMap<string, NodeReference>;
  /** False where no aggregation follows: then it only counts that the line has what one would read. */
  readonly aggregates?: boolean;
  readonly host: PythonHost;
  /** Set where the caller takes streamed outputs piece by piece. */
  readonly stream?: StreamOptions | undefined;
  readonly emit: FlowEventHandler;
}

export interface StreamOptions {
  /** Nodes that may give their output piece by piece: nothing but a flow's output refers to them. */
  readonly nodes: ReadonlySet<string>;
  /** Ends streams that are still read when the run itself is over. */
  readonly signal: AbortSignal | undefined;
}

/** What the nodes of one line gave so far, and what is read of it: by other nodes, as the flow's outputs, by the aggregation. */
export class LineValues {
  readonly statuses = new Map<string, NodeStatus>();
  private readonly values = new Map<string, Value>();
  /** Inputs that tools changed. */
  private readonly changed = new Map<string, Value>();
  private readonly guarded = new Map<string, GuardedText>();
  private readonly objects = new Set<PythonObject>();
  private readonly streams = new Set<SharedStream>();

  constructor(private readonly options: LineValuesOptions) {}

  /** Whether a node is over: it gave a value, or was bypassed. */
  has(node: string): boolean {
    return this.values.has(node);
  }

  /** What the node of a reference gave, of which the reference may read a part. */
  wholeOf(reference: Reference): Value | undefined {
    return reference.kind === 'node' ? this.values.get(reference.node) : undefined;
  }

  isBypassed(reference: Reference): reference is NodeReference {
    return reference.kind === 'node' && this.statuses.get(reference.node) === 'Bypassed';
  }

  bypass(node: string): void {
    this.values.set(node, null);
  }

  set(node: string, { output }: NodeResult): void {
    this.values.set(node, output);
  }

  /** Takes what a tool left of a list or dict that it was given and changed. */
  async change(reference: Reference, value: Value): Promise<void> {
    if (value instanceof PythonObject) this.objects.add(value);
    if (reference.kind === 'input') this.changed.set(reference.name, value);
    if (reference.kind !== 'node') return;
    const steps = parsePropertyPath(reference.property);
    const output = this.values.get(reference.node) ?? null;
    if (steps.length > 0 && [output, value].some((one) => one instanceof PythonObject)) {
      // A part that is no data any more makes of the whole an object that stays in the Python process.
      const whole = await this.options.host.objects.place(output, steps, value);
      this.objects.add(whole);
      this.values.set(reference.node, whole);
    } else this.values.set(reference.node, withProperty(output, steps, value));
  }

  /** Keeps an object until the line is over. */
  keep(object: PythonObject): void {
    this.objects.add(object);
  }

  /** Keeps what belongs to a result before the node is over. */
  hold(node: string, { output, guarded }: NodeResult): void {
    if (output instanceof PythonObject) this.objects.add(output);
    if (output instanceof SharedStream) this.streams.add(output);
    if (guarded !== undefined) this.guarded.set(node, guarded);
  }

  /** Lets go of what nobody reads any more. */
  release(): void {
    this.options.host.objects.release(this.objects);
    for (const stream of this.streams) stream.release();
  }

  /** Ends the streams, whoever reads them: the models need not go on. */
  endStreams(): void {
    for (const { items } of this.streams) items.return?.().catch(() => undefined);
  }

  /** How the text that a reference leads to is guarded. */
  guardOf(reference: Reference): GuardedText | undefined {
    return reference.kind === 'node' && reference.property === '' ? this.guarded.get(reference.node) : undefined;
  }

  async evaluate(reference: Reference): Promise<Value> {
    if (reference.kind === 'literal') return reference.value;
    if (reference.kind === 'input') return this.input(reference.name);
    checkSection(reference);
    const output = this.values.get(reference.node) ?? null;
    if (reference.property === '') return output;
    if (!(output instanceof PythonObject)) return readProperty(reference, output);
    const value = await this.options.host.objects.property(output, reference);
    if (value instanceof PythonObject) this.objects.add(value);
    return value;
  }

  private input(name: string): Value {
    const value = this.changed.get(name) ?? this.options.inputs.get(name);
    if (value !== undefined) return value;
    const known = [...this.options.inputs.keys()].join(', ');
    throw new FlowError(
      'InputNotFound',
      `The input '${name}' is not found from flow inputs '${known}'. Please check the input name.`,
    );
  }

  /** The flow's outputs. What section of a node they name does not matter, other than for inputs of nodes. */
  async outputs(): Promise<ReadonlyMap<string, Value>> {
    const outputs = new Map<string, Value>();
    for (const [name, { reference, isRecord = false }] of this.options.outputs) {
      if (this.isBypassed(reference)) {
        const message = `The node referenced by output:'${name}' is bypassed, which is not recommended.`;
        this.options.emit({ type: 'warning', node: reference.node, message });
      }
      const value = await this.evaluate(reference.kind === 'node' ? { ...reference, section: 'output' } : reference);
      // What nodes give is checked where it is made; YAML has dates, too.
      const date = reference.kind === 'node' ? undefined : dateIn(value);
      if (date !== undefined) throw unserializable(name, new FlowError('TypeError', notJson(date.typeName)));
      outputs.set(
        name,
        value instanceof PythonObject
          ? await this.output(name, value, { reference, isRecord })
          : await this.streamed(value),
      );
    }
    return outputs;
  }

  /** What aggregation nodes will read, by the keys of the options. */
  async aggregated(): Promise<ReadonlyMap<string, Value>> {
    const aggregated = new Map<string, Value>();
    for (const [key, reference] of this.options.aggregated) {
      const value = await this.evaluate(reference);
      if (this.options.aggregates === false) continue;
      if (value instanceof PythonObject) aggregated.set(key, await this.carried(value));
      else aggregated.set(key, value instanceof SharedStream ? await joined(value) : value);
    }
    return aggregated;
  }

  /** What other nodes have left of a stream, for an output. */
  private async streamed(value: Value): Promise<Value> {
    if (!(value instanceof SharedStream)) return value;
    if (this.options.stream === undefined) return joined(value);
    this.streams.delete(value);
    return value;
  }

  private async carried(object: PythonObject): Promise<Value> {
    const value = await this.options.host.objects.carry(object);
    // What cannot be pickled waits in its process for the aggregation.
    if (value instanceof CarriedObject && 'handle' in value.carried) this.objects.delete(object);
    return value;
  }

  private async output(
    output: string,
    object: PythonObject,
    { reference, isRecord }: { readonly reference: Reference; readonly isRecord: boolean },
  ): Promise<Value> {
    const { stream, host } = this.options;
    const node = reference.kind === 'node' ? reference.node : output;
    if (!object.isStream)
      return isRecord ? host.objects.data(object).catch(() => host.objects.record(object)) : this.data(output, object);
    if (stream === undefined) return host.objects.data(object);
    // From here on it is the reader of the stream who lets the object go.
    this.objects.delete(object);
    return new TextStream(host.objects.items(object, node, stream.signal));
  }

  private async data(output: string, object: PythonObject): Promise<Value> {
    try {
      return await this.options.host.objects.data(object);
    } catch (error) {
      const inner = FlowError.from(error);
      if (inner.code === 'ProcessCrashError') throw inner;
      throw unserializable(output, inner);
    }
  }
}

function notJson(type: string): string {
  return `Object of type ${type} is not JSON serializable`;
}

function unserializable(output: string, cause: FlowError): FlowError {
  const message = `The output '${output}' for flow is incorrect. The output value is not JSON serializable. JSON dump failed: (${cause.code}) ${cause.message}. Please verify your flow output and make sure the value serializable.`;
  return new FlowError('FlowOutputUnserializable', message, { cause });
}
