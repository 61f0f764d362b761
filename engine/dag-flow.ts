import { FlowError } from './error';
import { noTokens } from './event';
import { describe, type Flow, type LineError, type LineResult, type LineRun, type RunOptions } from './flow';
import {
  aggregatedReferences,
  runAggregation,
  type AggregatedLine,
  type Aggregation,
  type AggregationOptions,
} from './batch/aggregation';
import { nodesRead } from './check/topology';
import type { SecretMask } from './connections/secret-mask';
import { prepareInputs } from './conversion/flow-inputs';
import { loadInputImages } from './images/inputs';
import { readImages, writeImages } from './images/line-values';
import type { FlowDefinition, OutputDefinition } from './load/definition';
import type { WorkingFolder } from './load/includes';
import type { ExecutableNode } from './nodes/executable';
import type { PythonHost } from './nodes/python/host';
import type { NodeReference } from './references/reference';
import { Cancellation } from './schedule/cancellation';
import { Line } from './schedule/line';
import { sharedSources } from './schedule/shared';
import { fromPlain, toPlain } from './values/plain';
import { TextStream } from './values/text-stream';
import type { Value } from './values/value';

interface FlowParts {
  readonly definition: FlowDefinition;
  readonly folder: string;
  readonly working: WorkingFolder;
  readonly nodes: readonly ExecutableNode[];
  /** The outputs that a run can give. */
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
  /** Nodes whose output nothing but the flow's outputs needs. */
  readonly streamable: ReadonlySet<string>;
  readonly host: PythonHost;
  readonly mask: SecretMask;
  readonly concurrency: number;
}

/** A flow that is a graph of nodes. */
export class DagFlow implements Flow {
  readonly name: string;
  readonly folder: string;
  readonly definition: FlowDefinition;
  private readonly aggregated: ReadonlyMap<string, NodeReference>;
  private readonly read: ReadonlySet<string>;
  private readonly shared: ReadonlySet<string>;

  /** Use `loadFlow`. */
  constructor(private readonly parts: FlowParts) {
    this.name = parts.definition.name;
    this.folder = parts.folder;
    this.definition = parts.definition;
    this.aggregated = aggregatedReferences(parts.definition);
    const nodes = parts.definition.nodes.filter((node) => !node.aggregation);
    this.read = nodesRead(nodes);
    this.shared = sharedSources({ nodes, outputs: parts.outputs, aggregated: this.aggregated });
  }

  async run(inputs: Readonly<Record<string, unknown>>, options: RunOptions = {}): Promise<LineResult> {
    return (await this.runLine(new Map(Object.entries(inputs)), options, false)).result;
  }

  async execute(inputs: ReadonlyMap<string, unknown>, options: RunOptions = {}): Promise<LineRun> {
    // Who takes outputs piece by piece takes them from the aggregation.
    return this.runLine(inputs, options, options.stream !== true);
  }

  private async runLine(
    inputs: ReadonlyMap<string, unknown>,
    options: RunOptions,
    aggregates: boolean,
  ): Promise<LineRun> {
    const { mask } = this.parts;
    const begin = performance.now();
    let line: Line | undefined;
    let prepared: ReadonlyMap<string, Value> = new Map();
    let outputs: ReadonlyMap<string, Value> = new Map();
    let error: LineError | undefined;
    const cancellation = new Cancellation(options);
    try {
      prepared = new Map([...inputs].map(([name, value]) => [name, fromPlain(value)]));
      prepared = await this.prepare(prepared, options);
      line = new Line({
        nodes: this.parts.nodes,
        read: this.read,
        shared: this.shared,
        outputs: this.parts.outputs,
        inputs: prepared,
        aggregated: this.aggregated,
        aggregates,
        shows: options.shows === true,
        host: this.parts.host,
        concurrency: this.parts.concurrency,
        lineNumber: options.lineNumber,
        cancellation,
        stream: options.stream === true ? { nodes: this.parts.streamable, signal: options.signal } : undefined,
        // In a batch nobody is asked.
        ...(options.lineNumber === undefined ? { answers: this.parts.streamable } : {}),
        emit: mask.events(options.onEvent ?? (() => undefined)),
      });
      outputs = await this.written(await line.run(), options);
    } catch (thrown) {
      error = describe(mask.error(FlowError.from(thrown)));
    } finally {
      cancellation.end();
    }
    const result: LineResult = {
      status: error === undefined ? 'Completed' : 'Failed',
      outputs: plainOutputs(outputs),
      nodes: Object.fromEntries(line?.statuses ?? []),
      ...(error === undefined ? {} : { error }),
      tokens: line?.tokens ?? noTokens,
      durationMs: performance.now() - begin,
    };
    const aggregated = await this.written(line?.aggregated ?? new Map(), {});
    return { result, inputs: await this.written(prepared, {}), outputs, aggregated };
  }

  private async prepare(given: ReadonlyMap<string, Value>, options: RunOptions): Promise<ReadonlyMap<string, Value>> {
    const inputs = prepareInputs(this.definition.inputs, given, options.lineNumber);
    const { folder } = this.parts.working;
    return loadInputImages(this.definition, inputs, (name) =>
      given.has(name) && options.inputFolder !== undefined ? options.inputFolder : folder,
    );
  }

  private written(
    values: ReadonlyMap<string, Value>,
    { imageFolder }: RunOptions,
  ): Promise<ReadonlyMap<string, Value>> {
    return writeImages(values, this.definition.messageFormat, imageFolder);
  }

  get usesPython(): boolean {
    return this.definition.nodes.some((node) => node.type === 'python');
  }

  /** Aggregation nodes that read nothing but flow inputs have no use for a single line. */
  get aggregation(): Flow['aggregation'] {
    if (this.aggregated.size > 0) return 'always';
    return this.definition.nodes.some((node) => node.aggregation) ? 'batch' : 'none';
  }

  /** Runs the aggregation nodes over lines that succeeded. A node that fails is told in the result. */
  async aggregate(lines: readonly AggregatedLine[], options: AggregationOptions = {}): Promise<Aggregation> {
    const { mask } = this.parts;
    const { onEvent } = options;
    const masked = onEvent === undefined ? options : { ...options, onEvent: mask.events(onEvent) };
    const aggregation = await runAggregation(
      this.parts,
      await Promise.all(lines.map((line) => this.readImages(line))),
      masked,
    );
    return aggregation.error === undefined ? aggregation : { ...aggregation, error: mask.error(aggregation.error) };
  }

  /** Lines are kept with their images as data. */
  private async readImages({ inputs, aggregated }: AggregatedLine): Promise<AggregatedLine> {
    const { messageFormat: format } = this.definition;
    return { inputs: await readImages(inputs, format), aggregated: await readImages(aggregated, format) };
  }

  get mask(): (text: string) => string {
    return this.parts.mask.text;
  }

  answers(): Promise<boolean> {
    return this.parts.host.answers();
  }

  async close(): Promise<void> {
    await this.parts.host.close();
    await this.parts.working.remove();
  }
}

function plainOutputs(outputs: ReadonlyMap<string, Value>): Record<string, unknown> {
  return Object.fromEntries(
    [...outputs].map(([name, value]) => [name, value instanceof TextStream ? value.items : toPlain(value)]),
  );
}
