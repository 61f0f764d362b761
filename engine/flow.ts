import { FlowError, type Fault } from './error';
import { noTokens, type FlowEventHandler, type NodeStatus, type TokenUsage } from './event';
import {
  aggregatedReferences,
  runAggregation,
  type AggregatedLine,
  type Aggregation,
  type AggregationOptions,
} from './batch/aggregation';
import type { SecretMask } from './connections/secret-mask';
import { prepareInputs } from './conversion/flow-inputs';
import { loadInputImages } from './images/inputs';
import { readImagesWithin } from './images/read';
import { writeImagesWithin, type ImageFolder } from './images/write';
import type { FlowDefinition, OutputDefinition } from './load/definition';
import type { WorkingFolder } from './load/includes';
import type { ExecutableNode } from './nodes/executable';
import type { PythonHost } from './nodes/python/host';
import type { NodeReference } from './references/reference';
import { Cancellation } from './schedule/cancellation';
import { Line } from './schedule/line';
import { fromPlain, toPlain } from './values/plain';
import { TextStream } from './values/text-stream';
import type { Value } from './values/value';

export interface RunOptions {
  /** Aborts the run: what has not ended is canceled. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the run fails with LineExecutionTimeoutError. Default: no limit. */
  readonly timeoutMs?: number;
  /**
   * Gives the outputs that models and generators make piece by piece as `AsyncIterable<string>`, which may be read after
   * the run and whose reading may fail. Whoever stops reading must return the iterator. Default: they are joined.
   */
  readonly stream?: boolean;
  /**
   * Folder that relative paths of images in the given inputs start from; null where the inputs come from another
   * machine, and may name no files of this one. Default: the flow's.
   */
  readonly inputFolder?: string | null;
  /** Where images of the outputs are written. Default: they stay in the outputs, in base64. */
  readonly imageFolder?: ImageFolder;
  readonly onEvent?: FlowEventHandler;
  /** Number of the line in its dataset, from 0, for errors and events. Absent when a request is served. */
  readonly lineNumber?: number;
}

/** What one run of a flow gave. A failed run is a result, too. */
export interface LineResult {
  readonly status: 'Completed' | 'Failed';
  /** Plain data by output name, streamed outputs as `AsyncIterable<string>`; empty when the run failed. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Status of each node that was decided on. */
  readonly nodes: Readonly<Record<string, NodeStatus>>;
  readonly error?: LineError;
  readonly tokens: TokenUsage;
  readonly durationMs: number;
}

/** One run of a flow: its result, and its values as the flow has them, with ints and floats kept apart. */
export interface LineRun extends AggregatedLine {
  readonly result: LineResult;
  /** Empty when the run failed. */
  readonly outputs: ReadonlyMap<string, Value>;
}

export interface LineError {
  /** Name of prompt flow's class for this error, such as `ToolExecutionError`. */
  readonly code: string;
  readonly message: string;
  /** Node at fault, unless it is the flow's inputs or outputs. */
  readonly node?: string;
  /** Whose mistake it is: serving answers 400 for `user` and 500 for `system`. */
  readonly fault: Fault;
  /** Traceback of the Python code that failed. */
  readonly traceback?: string;
}

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

/** A loaded flow. Runs may overlap. Close it when done: it holds a Python process and perhaps a temporary folder. */
export class Flow {
  readonly name: string;
  /** Absolute path of the flow's folder. */
  readonly folder: string;
  readonly definition: FlowDefinition;
  private readonly aggregated: ReadonlyMap<string, NodeReference>;

  /** Use `loadFlow`. */
  constructor(private readonly parts: FlowParts) {
    this.name = parts.definition.name;
    this.folder = parts.folder;
    this.definition = parts.definition;
    this.aggregated = aggregatedReferences(parts.definition);
  }

  /** Runs the flow once. Aggregation nodes do not run: they belong to a whole batch. */
  async run(inputs: Readonly<Record<string, unknown>>, options: RunOptions = {}): Promise<LineResult> {
    return (await this.execute(new Map(Object.entries(inputs)), options)).result;
  }

  /** Runs the flow once, and keeps what `aggregate` takes. */
  async execute(inputs: ReadonlyMap<string, unknown>, options: RunOptions = {}): Promise<LineRun> {
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
        outputs: this.parts.outputs,
        inputs: prepared,
        aggregated: this.aggregated,
        host: this.parts.host,
        concurrency: this.parts.concurrency,
        lineNumber: options.lineNumber,
        signal: cancellation.signal,
        stream: options.stream === true ? { nodes: this.parts.streamable, signal: options.signal } : undefined,
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

  private async written(
    values: ReadonlyMap<string, Value>,
    { imageFolder }: RunOptions,
  ): Promise<ReadonlyMap<string, Value>> {
    const { messageFormat } = this.definition;
    const entries = [...values].map(
      async ([name, value]) => [name, await writeImagesWithin(value, messageFormat, imageFolder)] as const,
    );
    return new Map(await Promise.all(entries));
  }

  /** Whether the flow has aggregation nodes, and whether any of them reads outputs of normal nodes. */
  get aggregation(): 'none' | 'inputs' | 'outputs' {
    if (this.aggregated.size > 0) return 'outputs';
    return this.definition.nodes.some((node) => node.aggregation) ? 'inputs' : 'none';
  }

  /** Runs the aggregation nodes over lines that succeeded. A node that fails is told in the result. */
  async aggregate(lines: readonly AggregatedLine[], options: AggregationOptions = {}): Promise<Aggregation> {
    const { mask } = this.parts;
    const { onEvent } = options;
    const masked = onEvent === undefined ? options : { ...options, onEvent: mask.events(onEvent) };
    const aggregation = await runAggregation(
      this.parts,
      await Promise.all(lines.map((line) => this.read(line))),
      masked,
    );
    return aggregation.error === undefined ? aggregation : { ...aggregation, error: mask.error(aggregation.error) };
  }

  /** Lines are kept with their images as data. */
  private async read({ inputs, aggregated }: AggregatedLine): Promise<AggregatedLine> {
    const { messageFormat: format } = this.definition;
    const within = async (values: ReadonlyMap<string, Value>): Promise<ReadonlyMap<string, Value>> => {
      const entries = [...values].map(async ([name, value]): Promise<[string, Value]> => {
        const reading = { format, folder: null, what: `'${name}'` };
        // What only looks like an image stays what it is.
        return [name, await readImagesWithin(value, reading).catch(() => value)];
      });
      return new Map(await Promise.all(entries));
    };
    return { inputs: await within(inputs), aggregated: await within(aggregated) };
  }

  /** Takes the secrets of the flow's connections out of a text that is to be shown. */
  get mask(): (text: string) => string {
    return this.parts.mask.text;
  }

  /** Ends the Python process and removes temporary files. Runs under way fail. */
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

/** An error as results show it. */
export function describe({ code, message, node, fault, traceback }: FlowError): LineError {
  return {
    code,
    message,
    ...(node === undefined ? {} : { node }),
    fault,
    ...(traceback === undefined ? {} : { traceback }),
  };
}
