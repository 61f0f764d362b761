import { setMaxListeners } from 'node:events';
import type { NodeReference, Reference } from '../references/reference';
import { dependencies, inputNodeReferences } from '../check/topology';
import { FlowError } from '../error';
import { addTokens, noTokens, type FlowEvent, type FlowEventHandler, type NodeStatus, type TokenUsage } from '../event';
import type { ExecutableNode, NodeResult } from '../nodes/executable';
import type { GuardedText } from '../nodes/prompt/guard';
import { pythonEquals } from '../values/equality';
import { SharedStream } from '../values/text-stream';
import { PythonObject, type Value } from '../values/value';
import type { Cancellation } from './cancellation';
import { LineValues, type LineValuesOptions } from './line-values';
import { sharedArguments } from './shared';

export interface LineOptions extends LineValuesOptions {
  readonly nodes: readonly ExecutableNode[];
  /** Nodes that others read. */
  readonly read: ReadonlySet<string>;
  /** Where values come from that more than one of the nodes and outputs read. */
  readonly shared: ReadonlySet<string>;
  /** Most nodes that run at one time. */
  readonly concurrency: number;
  readonly lineNumber: number | undefined;
  /** Ends the nodes under way; one that fails ends the others by it. */
  readonly cancellation: Cancellation;
  /** Nodes that stream only where the caller asks for it. Default: none, a node may say so itself. */
  readonly answers?: ReadonlySet<string>;
  /** Whether events show objects of Python as files do. Default: they have the objects, which only Python can look into. */
  readonly shows?: boolean;
}

type NodeEnded = Extract<FlowEvent, { type: 'node-ended' }>;

/** One run of a flow's nodes on one set of inputs. */
export class Line {
  tokens: TokenUsage = noTokens;
  /** Values for aggregation nodes, by the keys of the options; complete once the line is. */
  aggregated: ReadonlyMap<string, Value> = new Map();
  private readonly values: LineValues;
  private readonly waiting: Set<ExecutableNode>;
  private readonly running = new Set<string>();

  constructor(private readonly options: LineOptions) {
    this.values = new LineValues(options);
    // Every node under way listens.
    setMaxListeners(0, this.signal);
    this.waiting = new Set(options.nodes.filter((node) => !node.definition.aggregation));
  }

  private get signal(): AbortSignal {
    return this.options.cancellation.signal;
  }

  get statuses(): ReadonlyMap<string, NodeStatus> {
    return this.values.statuses;
  }

  /** Runs the nodes and gives the flow's outputs. Rejects with the first error; nothing new starts after it. */
  async run(): Promise<ReadonlyMap<string, Value>> {
    const { signal } = this;
    let stop: (() => void) | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        stop = () => {
          this.waiting.clear();
          reject(FlowError.from(signal.reason));
        };
        signal.addEventListener('abort', stop);
        if (signal.aborted) stop();
        else this.startReady(resolve);
      });
      const outputs = await this.values.outputs();
      this.aggregated = await this.values.aggregated();
      return outputs;
    } catch (error) {
      this.values.endStreams();
      throw error;
    } finally {
      if (stop !== undefined) signal.removeEventListener('abort', stop);
      for (const node of this.running) this.values.statuses.set(node, 'Canceled');
      this.values.release();
    }
  }

  private startReady(done: () => void): void {
    for (const node of this.waiting) {
      if (this.running.size >= this.options.concurrency) return;
      if (!dependencies(node.definition).every((name) => this.values.has(name))) continue;
      const { name } = node.definition;
      this.waiting.delete(node);
      this.running.add(name);
      this.execute(node).then(
        () => {
          this.running.delete(name);
          if (!this.signal.aborted) this.startReady(done);
        },
        (error: unknown) => {
          this.running.delete(name);
          this.options.cancellation.abort(FlowError.from(error));
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
      if (!this.signal.aborted) this.values.statuses.set(name, status);
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
        this.values.bypass(name);
        return;
      }
      // Another node may have failed while this one waited for what it reads.
      this.signal.throwIfAborted();
      emit({ type: 'node-started', ...place });
      const call = await this.call(node);
      inputs = { inputs: await this.shown(node, call.arguments) };
      this.signal.throwIfAborted();
      const result = await node.run(call);
      this.values.hold(name, result);
      await this.change(node, result);
      this.tokens = addTokens(this.tokens, result.tokens ?? noTokens);
      end('Completed', { output: await this.shownValue(result.output) });
      this.values.set(name, result);
    } catch (thrown) {
      const error =
        thrown instanceof FlowError && thrown.node === undefined
          ? thrown.with({ node: name })
          : FlowError.from(thrown, name);
      if (this.signal.aborted) end('Canceled');
      else end('Failed', { error: { code: error.code, message: error.message } });
      throw error;
    }
  }

  private async change(node: ExecutableNode, { changed = new Map<string, Value>() }: NodeResult): Promise<void> {
    for (const [input, value] of changed) {
      const reference = node.inputs.get(input);
      if (reference !== undefined) await this.values.change(reference, value);
    }
  }

  /** A node's inputs for its record, or, where there is none, what it was called with. */
  private async shown(
    { literals = new Map<string, Value>() }: ExecutableNode,
    values: ReadonlyMap<string, Value>,
  ): Promise<ReadonlyMap<string, Value>> {
    if (this.options.shows !== true) return values;
    const entries = [...values].map(async ([name, value]) => [name, await this.shownValue(value)] as const);
    return new Map([...literals, ...(await Promise.all(entries))]);
  }

  private async shownValue(value: Value): Promise<Value> {
    return value instanceof PythonObject && this.options.shows === true
      ? this.options.host.objects.record(value)
      : value;
  }

  private async isBypassed({ definition }: ExecutableNode): Promise<boolean> {
    const { activate } = definition;
    if (activate !== undefined) {
      if (this.values.isBypassed(activate.when)) return true;
      return !(await this.equals(await this.values.evaluate(activate.when), activate.is));
    }
    const references = inputNodeReferences(definition);
    return references.length > 0 && references.every((reference) => this.values.isBypassed(reference));
  }

  private async equals(left: Value, right: Value): Promise<boolean> {
    return left instanceof PythonObject ? this.options.host.objects.equals(left, right) : pythonEquals(left, right);
  }

  private async call(node: ExecutableNode) {
    const values = new Map<string, Value>();
    const guarded = new Map<string, GuardedText | 'flow-input'>();
    for (const [input, reference] of node.inputs) {
      const bypassed = this.values.isBypassed(reference);
      if (bypassed && node.optional.has(input)) continue;
      if (bypassed) this.warnOfNull(node, input, reference);
      const value = bypassed ? null : await this.values.evaluate(reference);
      values.set(input, node.takesPythonObjects ? value : await this.readable(value));
      const isWritten = reference.kind === 'input' && reference.isOutput !== true;
      const guard = isWritten ? 'flow-input' : this.values.guardOf(reference);
      if (guard !== undefined) guarded.set(input, guard);
    }
    const given = { inputs: node.inputs, values, wholeOf: (reference: Reference) => this.values.wholeOf(reference) };
    const shared = sharedArguments(given, this.options.shared);
    const { signal } = this;
    const { lineNumber, read, stream: streams } = this.options;
    const { name } = node.definition;
    const stream = streams?.nodes.has(name) === true ? { signal: streams.signal } : undefined;
    const readers = read.has(name) ? { signal: streams === undefined ? signal : streams.signal } : undefined;
    const isAnswer = this.options.answers?.has(name) === true;
    const streaming = { stream, isAnswer, readers };
    return { arguments: values, guarded, shared, lineNumber, signal, ...streaming, emit: this.hear(name) };
  }

  /** A value for a node that is run here, and cannot wait for anything while it is. */
  private async readable(value: Value): Promise<Value> {
    if (value instanceof SharedStream) await value.readAhead();
    if (!(value instanceof PythonObject)) return value;
    return this.options.host.objects.view(value, { keep: (object) => this.values.keep(object), signal: this.signal });
  }

  /** The events of a node. What a stream cost is told at its end, when the node that gave it is over. */
  private hear(node: string): FlowEventHandler {
    return (event) => {
      if (event.type === 'model-answered' && this.values.has(node)) this.tokens = addTokens(this.tokens, event.tokens);
      this.options.emit(event);
    };
  }

  private warnOfNull(node: ExecutableNode, input: string, reference: NodeReference): void {
    const message = `The node '${reference.node}' is bypassed, so input '${input}' is null.`;
    this.options.emit({ type: 'warning', node: node.definition.name, message });
  }
}
