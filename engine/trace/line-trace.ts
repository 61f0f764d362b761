import { addTokens, noTokens, type FlowEvent, type FlowEventHandler, type ToolCall } from '../event';
import type { LineResult } from '../flow';
import { TextStream } from '../values/text-stream';
import type { TraceParent } from './caller';
import { contentOf, plainContentOf } from './content';
import { modelAttributes, tokenCounts } from './model-attributes';
import { newSpanId, newTraceId, now, type Attributes, type Moment, type Span, type SpanEvent } from './span';

export interface LineTraceOptions {
  /** Name of the flow. */
  readonly flow: string;
  readonly lineNumber?: number | undefined;
  /** What the flow is given, for its size. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Span of whoever asked for the run. Default: the run is a trace of its own. */
  readonly parent?: TraceParent | undefined;
  /** What else to say of the run on its flow's span. */
  readonly attributes?: Attributes | undefined;
  /** Whether the spans hold inputs and outputs, and not only their sizes. */
  readonly content: boolean;
  /** Takes secrets out of a text. */
  readonly mask: (text: string) => string;
  /** Receives the spans when the run has ended, the flow's own first. */
  readonly onEnd: (spans: readonly Span[]) => void;
}

/** Prompt flow's names, by which its viewers know its spans: these, `span_type`, `node_name`, `line_number`, `llm.…`. */
const framework = 'promptflow';

type NodeEnded = Extract<FlowEvent, { type: 'node-ended' }>;
type ModelAnswered = Extract<FlowEvent, { type: 'model-answered' }>;

/** What is known of a node before it ends. */
interface Work {
  readonly spanId: string;
  readonly begin: Moment;
  readonly retries: SpanEvent[];
  answer?: ModelAnswered;
}

/** Turns the events of one run of a flow into spans: one for the flow and one below it for each node. */
export class LineTrace {
  private readonly traceId: string;
  private readonly spanId = newSpanId();
  private readonly begin = now();
  private readonly running = new Map<string, Work>();
  private readonly nodes: Span[] = [];
  /** What tools called, by the number of the call. */
  private readonly calls = new Map<number, { readonly node: string; readonly trace: LineTrace }>();
  /** Nodes whose answer still streams, by their names: they end with it. */
  private readonly streaming = new Map<string, NodeEnded>();
  /** Tokens that are not in the result. */
  private streamed = noTokens;
  private outlives = false;
  private ended = false;

  constructor(private readonly options: LineTraceOptions) {
    this.traceId = options.parent?.traceId ?? newTraceId();
  }

  /** Hand this to the run, as its `onEvent` or as part of it. */
  readonly onEvent: FlowEventHandler = (event) => {
    // Nodes that a failure interrupts may report after the run has ended.
    if (this.ended) return;
    if (event.type === 'node-started') this.work(event.node);
    else if (event.type === 'node-ended') {
      if (event.kind === 'llm' && event.output instanceof TextStream) this.streaming.set(event.node, event);
      else this.endNode(event);
    } else if (event.type === 'model-answered') this.answer(event);
    else if (event.type === 'call-event') this.call(event).onEvent(event.event);
    else if (event.type === 'call-ended') {
      this.call(event).end(event.result);
      this.calls.delete(event.call);
      if (this.outlives) this.streamed = addTokens(this.streamed, event.result.tokens);
    } else if (event.type === 'retry') {
      const { attempt, waitMs, reason } = event;
      const attributes = { 'llmops.retry.attempt': attempt, 'llmops.retry.wait_ms': waitMs };
      this.work(event.node).retries.push({
        name: 'retry',
        time: now(),
        attributes: { ...attributes, 'exception.message': this.options.mask(reason) },
      });
    }
  };

  /** To be called when the run is over but its outputs stream on: what these cost is in no result. */
  outlive(): void {
    this.outlives = true;
  }

  /** Closes the flow's span with what the run gave. Nodes that still run count as canceled. */
  end(result: Pick<LineResult, 'status' | 'error' | 'tokens' | 'outputs'>): void {
    if (this.ended) return;
    for (const event of this.streaming.values()) this.endStream(event);
    this.endCalls(() => true);
    for (const [node, { begin }] of this.running) {
      this.endNode({ type: 'node-ended', node, status: 'Canceled', durationMs: now() - begin });
    }
    this.ended = true;
    this.options.onEnd([this.flowSpan(result), ...this.nodes]);
  }

  private answer(event: ModelAnswered): void {
    this.work(event.node).answer = event;
    const streaming = this.streaming.get(event.node);
    if (streaming === undefined) return;
    if (this.outlives) this.streamed = addTokens(this.streamed, event.tokens);
    this.endStream(streaming);
  }

  private endStream(event: NodeEnded): void {
    this.streaming.delete(event.node);
    this.endNode({ ...event, durationMs: now() - this.work(event.node).begin });
  }

  private work(node: string): Work {
    const known = this.running.get(node);
    if (known !== undefined) return known;
    const work = { spanId: newSpanId(), begin: now(), retries: [] };
    this.running.set(node, work);
    return work;
  }

  /** The trace of what a tool called, below the tool's span. A model or a prompty is one span, a flow is one with its nodes. */
  private call({ node, call, name, isFlow }: ToolCall): LineTrace {
    const known = this.calls.get(call);
    if (known !== undefined) return known.trace;
    const { spanId } = this.work(node);
    const trace = new LineTrace({
      flow: name,
      lineNumber: this.options.lineNumber,
      parent: { traceId: this.traceId, spanId, sampled: true },
      content: this.options.content,
      mask: this.options.mask,
      onEnd: (spans) => this.nodes.push(...(isFlow ? spans : spans.slice(1).map((span) => below(span, spans, spanId)))),
    });
    this.calls.set(call, { node, trace });
    return trace;
  }

  /** Ends calls that nobody waits for any more. */
  private endCalls(isOver: (node: string, trace: LineTrace) => boolean): void {
    for (const [call, { node, trace }] of this.calls) {
      if (!isOver(node, trace)) continue;
      trace.end({ status: 'Failed', outputs: {}, tokens: noTokens });
      this.calls.delete(call);
    }
  }

  private endNode(event: NodeEnded): void {
    const { node, status, durationMs, error } = event;
    const end = now();
    const work = this.running.get(node);
    this.running.delete(node);
    // What the tool gives may be an answer that streams on.
    this.endCalls((caller, { streaming }) => caller === node && streaming.size === 0);
    this.nodes.push({
      traceId: this.traceId,
      spanId: work?.spanId ?? newSpanId(),
      parentSpanId: this.spanId,
      name: node,
      kind: event.kind === 'llm' ? 'client' : 'internal',
      start: end - durationMs,
      end,
      attributes: {
        framework,
        span_type: event.kind === 'llm' ? 'LLM' : 'Function',
        node_name: node,
        'llmops.flow': this.options.flow,
        ...(event.kind === undefined ? {} : { 'llmops.node.kind': event.kind }),
        'llmops.status': status,
        ...lineNumber(this.options),
        ...contentOf('input', event.inputs, this.options),
        ...contentOf('output', event.output, this.options),
        ...(work?.answer === undefined ? {} : modelAttributes(work.answer)),
        ...(error === undefined ? {} : { 'error.type': error.code }),
      },
      events: work?.retries ?? [],
      status: this.status(status, error?.message),
    });
  }

  private flowSpan({ status, error, tokens, outputs }: Parameters<LineTrace['end']>[0]): Span {
    const { flow, inputs, parent, attributes } = this.options;
    return {
      traceId: this.traceId,
      spanId: this.spanId,
      ...(parent === undefined ? {} : { parentSpanId: parent.spanId }),
      name: flow,
      kind: 'internal',
      start: this.begin,
      end: now(),
      attributes: {
        // First, so that whoever asked cannot change what is said here.
        ...attributes,
        framework,
        span_type: 'Flow',
        'llmops.flow': flow,
        'llmops.status': status,
        ...lineNumber(this.options),
        ...(inputs === undefined ? {} : plainContentOf('input', inputs, this.options)),
        ...(status === 'Completed' ? plainContentOf('output', outputs, this.options) : {}),
        ...tokenCounts(addTokens(tokens, this.streamed)),
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

/** A span whose parent, the first of `spans`, is left out. */
function below(span: Span, [first]: readonly Span[], parentSpanId: string): Span {
  return span.parentSpanId === first?.spanId ? { ...span, parentSpanId } : span;
}

function lineNumber({ lineNumber: number }: LineTraceOptions): Attributes {
  return number === undefined ? {} : { line_number: number };
}
