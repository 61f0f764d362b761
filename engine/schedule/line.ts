import { checkSection, invalidProperty, readProperty } from '../references/property';
import type { NodeReference, Reference } from '../references/reference';
import { dependencies, inputNodeReferences } from '../check/topology';
import { FlowError } from '../error';
import { addTokens, noTokens, type FlowEvent, type FlowEventHandler, type NodeStatus, type TokenUsage } from '../event';
import type { OutputDefinition } from '../load/definition';
import type { ExecutableNode } from '../nodes/executable';
import type { GuardedText } from '../nodes/prompt/guard';
import type { PythonHost } from '../nodes/python/host';
import { pythonEquals } from '../values/equality';
import { TextStream } from '../values/text-stream';
import { CarriedObject, PythonObject, type Value } from '../values/value';

export interface LineOptions {
  readonly nodes: readonly ExecutableNode[];
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
  readonly inputs: ReadonlyMap<string, Value>;
  /** What aggregation nodes will read of this line, by any key. */
  readonly aggregated: ReadonlyMap<string, NodeReference>;
  /** False where no aggregation follows: then it only counts that the line has what one would read. */
  readonly aggregates?: boolean;
  readonly host: PythonHost;
  /** Most nodes that run at one time. */
  readonly concurrency: number;
  readonly lineNumber: number | undefined;
  readonly signal: AbortSignal;
  /** Set where the caller takes streamed outputs piece by piece. */
  readonly stream?: StreamOptions | undefined;
  readonly emit: FlowEventHandler;
}

type NodeEnded = Extract<FlowEvent, { type: 'node-ended' }>;

export interface StreamOptions {
  /** Nodes that may give their output piece by piece: nothing but a flow's output refers to them. */
  readonly nodes: ReadonlySet<string>;
  /** Ends streams that are still read when the run itself is over. */
  readonly signal: AbortSignal | undefined;
}

/** One run of a flow's nodes on one set of inputs. */
export class Line {
  readonly statuses = new Map<string, NodeStatus>();
  tokens: TokenUsage = noTokens;
  /** Values for aggregation nodes, by the keys of the options; complete once the line is. */
  readonly aggregated = new Map<string, Value>();
  private readonly values = new Map<string, Value>();
  private readonly guarded = new Map<string, GuardedText>();
  private readonly objects = new Set<PythonObject>();
  private readonly waiting: Set<ExecutableNode>;
  private readonly running = new Set<string>();
  private readonly stop = new AbortController();

  constructor(private readonly options: LineOptions) {
    this.waiting = new Set(options.nodes.filter((node) => !node.definition.aggregation));
  }

  /** Runs the nodes and gives the flow's outputs. Rejects with the first error; nothing new starts after it. */
  async run(): Promise<ReadonlyMap<string, Value>> {
    const { signal } = this.options;
    try {
      await new Promise<void>((resolve, reject) => {
        const fail = (error: unknown): void => {
          const reason = FlowError.from(error);
          this.waiting.clear();
          this.stop.abort(reason);
          reject(reason);
        };
        if (signal.aborted) {
          fail(signal.reason);
          return;
        }
        signal.addEventListener('abort', () => fail(signal.reason), { signal: this.stop.signal });
        this.startReady(resolve, fail);
      });
      const outputs = await this.outputs();
      await this.collectAggregated();
      return outputs;
    } finally {
      // A reason of our own spares the making of an error for each line.
      this.stop.abort('over');
      for (const node of this.running) this.statuses.set(node, 'Canceled');
      this.options.host.release(this.objects);
    }
  }

  private startReady(done: () => void, fail: (error: unknown) => void): void {
    for (const node of this.waiting) {
      if (this.running.size >= this.options.concurrency) return;
      if (!dependencies(node.definition).every((name) => this.values.has(name))) continue;
      const { name } = node.definition;
      this.waiting.delete(node);
      this.running.add(name);
      this.execute(node).then(
        () => {
          this.running.delete(name);
          if (!this.stop.signal.aborted) this.startReady(done, fail);
        },
        (error: unknown) => {
          this.running.delete(name);
          fail(error);
        },
      );
    }
    if (this.waiting.size === 0 && this.running.size === 0) done();
  }

  private async execute(node: ExecutableNode): Promise<void> {
    const { name } = node.definition;
    const { emit, lineNumber } = this.options;
    const place = { node: name, ...(lineNumber === undefined ? {} : { lineNumber }) };
    const begin = performance.now();
    const kind = node.definition.type === undefined ? {} : { kind: node.definition.type };
    let inputs: Pick<NodeEnded, 'inputs'> = {};
    const end = (status: NodeStatus, more: Pick<NodeEnded, 'output' | 'error'> = {}): void => {
      if (!this.stop.signal.aborted) this.statuses.set(name, status);
      emit({
        type: 'node-ended',
        ...place,
        ...kind,
        status,
        durationMs: performance.now() - begin,
        ...inputs,
        ...more,
      });
    };
    try {
      if (await this.isBypassed(node)) {
        end('Bypassed');
        this.values.set(name, null);
        return;
      }
      emit({ type: 'node-started', ...place });
      const call = await this.call(node);
      inputs = { inputs: call.arguments };
      const result = await node.run(call);
      if (result.output instanceof PythonObject) this.objects.add(result.output);
      if (result.guarded !== undefined) this.guarded.set(name, result.guarded);
      this.tokens = addTokens(this.tokens, result.tokens ?? noTokens);
      end('Completed', { output: result.output });
      this.values.set(name, result.output);
    } catch (thrown) {
      const error =
        thrown instanceof FlowError && thrown.node === undefined
          ? thrown.with({ node: name })
          : FlowError.from(thrown, name);
      if (this.stop.signal.aborted) end('Canceled');
      else end('Failed', { error: { code: error.code, message: error.message } });
      throw error;
    }
  }

  private async isBypassed({ definition }: ExecutableNode): Promise<boolean> {
    const { activate } = definition;
    if (activate !== undefined) {
      if (activate.when.kind === 'node' && this.statuses.get(activate.when.node) === 'Bypassed') return true;
      return !(await this.equals(await this.evaluate(activate.when), activate.is));
    }
    const references = inputNodeReferences(definition);
    return references.length > 0 && references.every(({ node }) => this.statuses.get(node) === 'Bypassed');
  }

  private async equals(left: Value, right: Value): Promise<boolean> {
    return left instanceof PythonObject ? this.options.host.equals(left, right) : pythonEquals(left, right);
  }

  private async call(node: ExecutableNode) {
    const values = new Map<string, Value>();
    const guarded = new Map<string, GuardedText | 'flow-input'>();
    for (const [input, reference] of node.inputs) {
      const bypassed = reference.kind === 'node' && this.statuses.get(reference.node) === 'Bypassed';
      if (bypassed && node.optional.has(input)) continue;
      if (bypassed) this.warnOfNull(node, input, reference);
      const value = bypassed ? null : await this.evaluate(reference);
      const known =
        value instanceof PythonObject && !node.takesPythonObjects ? await this.options.host.view(value) : value;
      values.set(input, known);
      const guard = reference.kind === 'input' ? 'flow-input' : this.guardOf(reference);
      if (guard !== undefined) guarded.set(input, guard);
    }
    const { lineNumber, emit, stream: streams } = this.options;
    const stream = streams?.nodes.has(node.definition.name) === true ? { signal: streams.signal } : undefined;
    return { arguments: values, guarded, lineNumber, signal: this.stop.signal, stream, emit };
  }

  private guardOf(reference: Reference): GuardedText | undefined {
    return reference.kind === 'node' && reference.property === '' ? this.guarded.get(reference.node) : undefined;
  }

  private warnOfNull(node: ExecutableNode, input: string, reference: NodeReference): void {
    const message = `The node '${reference.node}' is bypassed, so input '${input}' is null.`;
    this.options.emit({ type: 'warning', node: node.definition.name, message });
  }

  private async evaluate(reference: Reference): Promise<Value> {
    if (reference.kind === 'literal') return reference.value;
    if (reference.kind === 'input') return this.input(reference.name);
    checkSection(reference);
    const output = this.values.get(reference.node) ?? null;
    if (reference.property === '') return output;
    if (!(output instanceof PythonObject)) return readProperty(reference, output);
    const value = await this.options.host.property(output, reference);
    if (value instanceof PythonObject) this.objects.add(value);
    return value;
  }

  private input(name: string): Value {
    const value = this.options.inputs.get(name);
    if (value !== undefined) return value;
    const known = [...this.options.inputs.keys()].join(', ');
    throw new FlowError(
      'InputNotFound',
      `The input '${name}' is not found from flow inputs '${known}'. Please check the input name.`,
    );
  }

  private async outputs(): Promise<ReadonlyMap<string, Value>> {
    const outputs = new Map<string, Value>();
    for (const [name, { reference }] of this.options.outputs) {
      if (reference.kind === 'node' && this.statuses.get(reference.node) === 'Bypassed') {
        if (reference.property !== '') throw invalidProperty(reference);
        const message = `The node referenced by output:'${name}' is bypassed, which is not recommended.`;
        this.options.emit({ type: 'warning', node: reference.node, message });
      }
      const value = await this.evaluate(reference);
      outputs.set(name, value instanceof PythonObject ? await this.output(name, value, reference) : value);
    }
    return outputs;
  }

  private async collectAggregated(): Promise<void> {
    for (const [key, reference] of this.options.aggregated) {
      if (this.statuses.get(reference.node) === 'Bypassed' && reference.property !== '')
        throw invalidProperty(reference);
      const value = await this.evaluate(reference);
      if (this.options.aggregates === false) continue;
      this.aggregated.set(key, value instanceof PythonObject ? await this.carried(value) : value);
    }
  }

  private async carried(object: PythonObject): Promise<Value> {
    const value = await this.options.host.carry(object);
    // What cannot be pickled waits in its process for the aggregation.
    if (value instanceof CarriedObject && 'handle' in value.carried) this.objects.delete(object);
    return value;
  }

  private async output(output: string, object: PythonObject, reference: Reference): Promise<Value> {
    const { stream, host } = this.options;
    const node = reference.kind === 'node' ? reference.node : output;
    if (!object.isStream) return this.data(output, object);
    if (stream === undefined) return host.data(object);
    // From here on it is the reader of the stream who lets the object go.
    this.objects.delete(object);
    return new TextStream(host.items(object, node, stream.signal));
  }

  private async data(output: string, object: PythonObject): Promise<Value> {
    try {
      return await this.options.host.data(object);
    } catch (error) {
      const inner = FlowError.from(error);
      if (inner.code === 'ProcessCrashError') throw inner;
      const message = `The output value is not JSON serializable for output '${output}'. JSON dump failed: (${inner.code}) ${inner.message}`;
      throw new FlowError('FlowOutputUnserializable', message, { cause: error });
    }
  }
}
