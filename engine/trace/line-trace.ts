import type { FlowEvent, FlowEventHandler } from '../event';
import type { LineResult } from '../flow';
import { formatJson } from '../values/format-json';
import { fromPlain } from '../values/plain';
import type { Value } from '../values/value';
import { newSpanId, newTraceId, now, type Attributes, type Moment, type Span, type SpanEvent } from './span';

export interface LineTraceOptions {
  /** Name of the flow. */
  readonly flow: string;
  readonly lineNumber?: number | undefined;
  /** What the flow is given, for its size. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Takes secrets out of a text. */
  readonly mask: (text: string) => string;
  /** Receives the spans when the run has ended, the flow's own first. */
  readonly onEnd: (spans: readonly Span[]) => void;
}

type NodeEnded = Extract<FlowEvent, { type: 'node-ended' }>;
type ModelAnswered = Extract<FlowEvent, { type: 'model-answered' }>;

/** What is known of a node before it ends. */
interface Work {
  readonly begin: Moment;
  readonly retries: SpanEvent[];
  answer?: ModelAnswered;
}

/** Turns the events of one run of a flow into spans: one for the flow and one below it for each node. */
export class LineTrace {
  private readonly traceId = newTraceId();
  private readonly spanId = newSpanId();
  private readonly begin = now();
  private readonly running = new Map<string, Work>();
  private readonly nodes: Span[] = [];
  private ended = false;

  constructor(private readonly options: LineTraceOptions) {}

  /** Hand this to the run, as its `onEvent` or as part of it. */
  readonly onEvent: FlowEventHandler = (event) => {
    // Nodes that a failure interrupts may report after the run has ended.
    if (this.ended) return;
    if (event.type === 'node-started') this.work(event.node);
    else if (event.type === 'node-ended') this.endNode(event);
    else if (event.type === 'model-answered') this.work(event.node).answer = event;
    else if (event.type === 'retry') {
      const { attempt, waitMs, reason } = event;
      const attributes = { 'llmops.retry.attempt': attempt, 'llmops.retry.wait_ms': waitMs };
      this.work(event.node).retries.push({
        name: 'retry',
        time: now(),
        attributes: { ...attributes, 'exception.message': this.options.mask(reason) },
      });
    }
  };

  /** Closes the flow's span with what the run gave. Nodes that still run count as canceled. */
  end(result: Pick<LineResult, 'status' | 'error' | 'tokens' | 'outputs'>): void {
    if (this.ended) return;
    for (const [node, { begin }] of this.running) {
      this.endNode({ type: 'node-ended', node, status: 'Canceled', durationMs: now() - begin });
    }
    this.ended = true;
    this.options.onEnd([this.flowSpan(result), ...this.nodes]);
  }

  private work(node: string): Work {
    const known = this.running.get(node);
    if (known !== undefined) return known;
    const work = { begin: now(), retries: [] };
    this.running.set(node, work);
    return work;
  }

  private endNode(event: NodeEnded): void {
    const { node, status, durationMs, error } = event;
    const end = now();
    const work = this.running.get(node);
    this.running.delete(node);
    this.nodes.push({
      traceId: this.traceId,
      spanId: newSpanId(),
      parentSpanId: this.spanId,
      name: node,
      kind: event.kind === 'llm' ? 'client' : 'internal',
      start: end - durationMs,
      end,
      attributes: {
        'llmops.flow': this.options.flow,
        'llmops.node': node,
        ...(event.kind === undefined ? {} : { 'llmops.node.kind': event.kind }),
        'llmops.status': status,
        ...lineNumber(this.options),
        ...size('llmops.input.bytes', event.inputs),
        ...size('llmops.output.bytes', event.output),
        ...(work?.answer === undefined ? {} : answerAttributes(work.answer)),
        ...(error === undefined ? {} : { 'error.type': error.code }),
      },
      events: work?.retries ?? [],
      status: this.status(status, error?.message),
    });
  }

  private flowSpan({ status, error, tokens, outputs }: Parameters<LineTrace['end']>[0]): Span {
    const { flow, inputs } = this.options;
    return {
      traceId: this.traceId,
      spanId: this.spanId,
      name: flow,
      kind: 'internal',
      start: this.begin,
      end: now(),
      attributes: {
        'llmops.flow': flow,
        'llmops.status': status,
        ...lineNumber(this.options),
        ...(inputs === undefined ? {} : plainSize('llmops.input.bytes', inputs)),
        ...(status === 'Completed' ? plainSize('llmops.output.bytes', outputs) : {}),
        'llmops.tokens.prompt': tokens.prompt,
        'llmops.tokens.completion': tokens.completion,
        'llmops.tokens.total': tokens.total,
        ...(error === undefined ? {} : { 'error.type': error.code }),
        ...(error?.node === undefined ? {} : { 'llmops.error.node': error.node }),
      },
      events: [],
      status: this.status(status, error?.message),
    };
  }

  private status(status: NodeEnded['status'], message: string | undefined): Span['status'] {
    if (status === 'Completed') return { code: 'ok' };
    if (status !== 'Failed') return { code: 'unset' };
    return { code: 'error', ...(message === undefined ? {} : { message: this.options.mask(message) }) };
  }
}

/** Names of OpenTelemetry's conventions for generative AI. */
function answerAttributes(answer: ModelAnswered): Attributes {
  return {
    'gen_ai.operation.name': answer.api === 'chat' ? 'chat' : 'text_completion',
    'gen_ai.provider.name': answer.provider === 'AzureOpenAI' ? 'azure.ai.openai' : 'openai',
    'gen_ai.request.model': answer.model,
    ...(answer.answeredBy === undefined ? {} : { 'gen_ai.response.model': answer.answeredBy }),
    ...(answer.finishReason === undefined ? {} : { 'gen_ai.response.finish_reasons': [answer.finishReason] }),
    'gen_ai.usage.input_tokens': answer.tokens.prompt,
    'gen_ai.usage.output_tokens': answer.tokens.completion,
    'llmops.model.duration_ms': answer.durationMs,
  };
}

function lineNumber({ lineNumber: number }: LineTraceOptions): Attributes {
  return number === undefined ? {} : { 'llmops.line_number': number };
}

/** Bytes of a value's JSON text. What JSON cannot hold, such as an object of a Python class, has no size. */
function size(attribute: string, value: Value | undefined): Attributes {
  if (value === undefined) return {};
  try {
    return { [attribute]: Buffer.byteLength(formatJson(value)) };
  } catch (error) {
    if (error instanceof TypeError) return {};
    throw error;
  }
}

function plainSize(attribute: string, value: Readonly<Record<string, unknown>>): Attributes {
  try {
    return size(attribute, fromPlain(value));
  } catch (error) {
    if (error instanceof TypeError) return {};
    throw error;
  }
}
