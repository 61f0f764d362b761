import type { AggregatedLine, Aggregation, AggregationOptions } from '../batch/aggregation';
import type { SecretMask } from '../connections/secret-mask';
import { prepareInputs } from '../conversion/flow-inputs';
import { FlowError } from '../error';
import { addTokens, noTokens, type FlowEventHandler, type NodeStatus } from '../event';
import { describe, type Flow, type LineError, type LineResult, type LineRun, type RunOptions } from '../flow';
import { loadInputImages } from '../images/inputs';
import { writeImages } from '../images/line-values';
import type { FlowInterface } from '../load/definition';
import type { WorkingFolder } from '../load/includes';
import type { PythonHost } from '../nodes/python/host';
import { Cancellation } from '../schedule/cancellation';
import { fromPlain, toPlain } from '../values/plain';
import { TextStream } from '../values/text-stream';
import type { Value } from '../values/value';
import { aggregateResults, lineResult } from './aggregation';
import { singleOutput } from './definition';
import { EntryCall, type EntryResult } from './entry-call';

interface FlexParts {
  readonly definition: FlowInterface;
  readonly folder: string;
  readonly working: WorkingFolder;
  /** Name of the function or class. */
  readonly entry: string;
  /** Inputs of a run that is given none. */
  readonly sample: ReadonlyMap<string, Value>;
  /** Whether the entry has a method `__aggregate__`. */
  readonly aggregates: boolean;
  readonly host: PythonHost;
  readonly mask: SecretMask;
}

type Values = ReadonlyMap<string, Value>;

/** A flow that is a Python function, or a class of which each Python process has one instance. */
export class FlexFlow implements Flow {
  readonly name: string;
  readonly folder: string;
  readonly definition: FlowInterface;
  readonly usesPython = true;
  readonly aggregation: Flow['aggregation'];

  /** Use `loadFlow`. */
  constructor(private readonly parts: FlexParts) {
    this.name = parts.definition.name;
    this.folder = parts.folder;
    this.definition = parts.definition;
    this.aggregation = parts.aggregates ? 'batch' : 'none';
  }

  async run(inputs: Readonly<Record<string, unknown>>, options: RunOptions = {}): Promise<LineResult> {
    return (await this.runLine(new Map(Object.entries(inputs)), options, false)).result;
  }

  async execute(inputs: ReadonlyMap<string, unknown>, options: RunOptions = {}): Promise<LineRun> {
    // Who takes outputs piece by piece takes them from the aggregation.
    return this.runLine(inputs, options, this.parts.aggregates && options.stream !== true);
  }

  private async runLine(
    given: ReadonlyMap<string, unknown>,
    options: RunOptions,
    aggregates: boolean,
  ): Promise<LineRun> {
    const { mask, host, entry } = this.parts;
    const begin = performance.now();
    let tokens = noTokens;
    const emit: FlowEventHandler = mask.events((event) => {
      if (event.type === 'call-ended') tokens = addTokens(tokens, event.result.tokens);
      options.onEvent?.(event);
    });
    let inputs: Values = new Map();
    let outputs: Values = new Map();
    let returned: EntryResult | undefined;
    let status: NodeStatus = 'Completed';
    let error: LineError | undefined;
    const cancellation = new Cancellation(options);
    try {
      inputs = await this.prepare(given, options);
      const call = new EntryCall({ host, entry, emit, lineNumber: options.lineNumber, signal: cancellation.signal });
      returned = await call.run(inputs, { stream: options.stream === true, signal: options.signal, aggregates });
      outputs = await writeImages(returned.outputs, this.definition.messageFormat, options.imageFolder);
    } catch (thrown) {
      status = cancellation.signal.aborted ? 'Canceled' : 'Failed';
      error = describe(mask.error(FlowError.from(thrown)));
    } finally {
      cancellation.end();
    }
    const result: LineResult = {
      status: error === undefined ? 'Completed' : 'Failed',
      outputs: Object.fromEntries([...outputs].map(([name, value]) => [name, plainOutput(value)])),
      ...(returned?.isSingle === true ? { single: singleOutput } : {}),
      nodes: { [entry]: status },
      ...(error === undefined ? {} : { error }),
      tokens,
      durationMs: performance.now() - begin,
    };
    return {
      result,
      inputs: await writeImages(inputs, 'basic'),
      outputs,
      aggregated: await writeImages(lineResult(returned), 'basic'),
    };
  }

  private async prepare(given: ReadonlyMap<string, unknown>, options: RunOptions): Promise<Values> {
    const chosen = given.size === 0 ? this.parts.sample : given;
    const values = new Map([...chosen].map(([name, value]) => [name, fromPlain(value)]));
    const { inputs: declared } = this.definition;
    const inputs = prepareInputs(declared, values, options.lineNumber);
    // The entry's parameters are all that it can be called with.
    const known = new Map([...inputs].filter(([name]) => declared.has(name)));
    const { folder } = this.parts.working;
    return loadInputImages(this.definition, known, (name) =>
      given.has(name) && options.inputFolder !== undefined ? options.inputFolder : folder,
    );
  }

  async aggregate(lines: readonly AggregatedLine[], options: AggregationOptions = {}): Promise<Aggregation> {
    const { host, entry, mask, aggregates } = this.parts;
    if (!aggregates) return { outputs: new Map(), metrics: new Map(), nodes: new Map(), tokens: noTokens };
    const emit = mask.events(options.onEvent ?? (() => undefined));
    const aggregation = await aggregateResults({ host, entry, emit, signal: options.signal }, lines);
    return aggregation.error === undefined ? aggregation : { ...aggregation, error: mask.error(aggregation.error) };
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

function plainOutput(value: Value): unknown {
  return value instanceof TextStream ? value.items : toPlain(value);
}
