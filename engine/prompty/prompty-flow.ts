import type { Aggregation } from '../batch/aggregation';
import type { SecretMask } from '../connections/secret-mask';
import { FlowError } from '../error';
import { noTokens, type NodeStatus, type TokenUsage } from '../event';
import { describe, type Flow, type LineError, type LineRun, type RunOptions } from '../flow';
import { writeImagesWithin } from '../images/write';
import type { LanguageModel } from '../nodes/llm/model';
import { Cancellation } from '../schedule/cancellation';
import { fromPlain, toPlain } from '../values/plain';
import { TextStream } from '../values/text-stream';
import { isDict, type Value } from '../values/value';
import { resultName, type PromptyDefinition } from './definition';
import { mayStream } from './form';
import { preparePromptyInputs } from './inputs';

interface PromptyParts {
  readonly definition: PromptyDefinition;
  readonly folder: string;
  readonly model: LanguageModel;
  readonly mask: SecretMask;
}

/** A run of a prompty, and what a call of it as a function gives. */
export interface PromptyRun extends LineRun {
  /** A text, a dict, or a `TextStream`; null where the run failed. */
  readonly value: Value;
}

interface Answered {
  readonly inputs: ReadonlyMap<string, Value>;
  readonly value: Value;
  readonly tokens: TokenUsage;
}

/** A prompt with its model: a flow of one call of that model, whose name is the prompty's. */
export class PromptyFlow implements Flow {
  readonly name: string;
  readonly folder: string;
  readonly definition: PromptyDefinition;
  readonly usesPython = false;
  readonly aggregation = 'none';

  /** Use `loadFlow`. */
  constructor(private readonly parts: PromptyParts) {
    this.definition = parts.definition;
    this.name = parts.definition.name;
    this.folder = parts.folder;
  }

  async run(inputs: Readonly<Record<string, unknown>>, options: RunOptions = {}) {
    return (await this.execute(new Map(Object.entries(inputs)), options)).result;
  }

  async execute(inputs: ReadonlyMap<string, unknown>, options: RunOptions = {}): Promise<PromptyRun> {
    const begin = performance.now();
    const cancellation = new Cancellation(options);
    let answered: Answered = { inputs: new Map(), value: null, tokens: noTokens };
    let outputs: ReadonlyMap<string, Value> = new Map();
    let status: NodeStatus = 'Completed';
    let error: LineError | undefined;
    try {
      answered = await this.answer(inputs, options, cancellation.signal);
      outputs = outputsOf(answered.value);
    } catch (thrown) {
      status = cancellation.signal.aborted ? 'Canceled' : 'Failed';
      error = describe(this.parts.mask.error(FlowError.from(thrown)));
    } finally {
      cancellation.end();
    }
    const result = {
      status: error === undefined ? ('Completed' as const) : ('Failed' as const),
      outputs: Object.fromEntries([...outputs].map(([name, value]) => [name, plainOutput(value)])),
      ...(error === undefined && !isDict(answered.value) ? { single: resultName } : {}),
      nodes: { [this.name]: status },
      ...(error === undefined ? {} : { error }),
      tokens: answered.tokens,
      durationMs: performance.now() - begin,
    };
    return { result, inputs: await written(answered.inputs), outputs, aggregated: new Map(), value: answered.value };
  }

  /** Asks the model once, and reports that as a flow reports its nodes. */
  private async answer(
    given: ReadonlyMap<string, unknown>,
    options: RunOptions,
    signal: AbortSignal,
  ): Promise<Answered> {
    const { model, mask, folder } = this.parts;
    const { lineNumber } = options;
    const emit = mask.events(options.onEvent ?? (() => undefined));
    const place = { node: this.name, ...(lineNumber === undefined ? {} : { lineNumber }) };
    const begin = performance.now();
    const ended = { type: 'node-ended', ...place, kind: 'llm' } as const;
    emit({ type: 'node-started', ...place });
    try {
      signal.throwIfAborted();
      const values = new Map([...given].map(([name, value]) => [name, fromPlain(value)]));
      const imageFolder = options.inputFolder === undefined ? folder : options.inputFolder;
      const inputs = await preparePromptyInputs(this.definition, values, imageFolder);
      const { output, tokens = noTokens } = await model.run(this.name, {
        arguments: inputs,
        guarded: new Map([...inputs.keys()].map((name) => [name, 'flow-input'])),
        lineNumber,
        signal,
        stream: options.stream === true && mayStream(this.definition) ? { signal: options.signal } : undefined,
        emit,
      });
      emit({ ...ended, status: 'Completed', durationMs: performance.now() - begin, inputs, output });
      return { inputs, value: output, tokens };
    } catch (thrown) {
      const reason: unknown = signal.aborted ? signal.reason : thrown;
      const error = FlowError.from(reason).with({ node: this.name });
      const { code, message } = error;
      const status = signal.aborted ? 'Canceled' : 'Failed';
      emit({ ...ended, status, durationMs: performance.now() - begin, error: { code, message } });
      throw error;
    }
  }

  aggregate(): Promise<Aggregation> {
    return Promise.resolve({ outputs: new Map(), metrics: new Map(), nodes: new Map(), tokens: noTokens });
  }

  get mask(): (text: string) => string {
    return this.parts.mask.text;
  }

  answers(): Promise<boolean> {
    return Promise.resolve(true);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A dict is the outputs by their names; anything else is one output. */
function outputsOf(value: Value): ReadonlyMap<string, Value> {
  if (!isDict(value)) return new Map([[resultName, value]]);
  return new Map([...value].map(([key, item]) => [String(key), item]));
}

function plainOutput(value: Value): unknown {
  return value instanceof TextStream ? value.items : toPlain(value);
}

async function written(values: ReadonlyMap<string, Value>): Promise<ReadonlyMap<string, Value>> {
  const entries = [...values].map(
    async ([name, value]) => [name, await writeImagesWithin(value, 'basic', undefined)] as const,
  );
  return new Map(await Promise.all(entries));
}
