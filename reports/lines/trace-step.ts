/** A piece of work in a line's trace: the flow itself, a node, or what a tool called. */
export interface TraceStep {
  readonly name: string;
  /** 0 for the flow, 1 for its nodes, and so on. */
  readonly depth: number;
  /** Milliseconds since the flow began. */
  readonly startMs: number;
  readonly durationMs: number;
  /** `Completed`, `Failed`, `Bypassed`, … */
  readonly status: string;
  readonly tokens?: number;
  readonly model?: string;
}

interface Span {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

interface Spans {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

/** The steps of one line of `traces.jsonl` (OTLP's JSON), in the order in which they began; none of a torn line. */
export function stepsOf(text: string): readonly TraceStep[] {
  const spans = spansOf(text);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const depth = ({ parentSpanId }: Span): number => {
    const parent = parentSpanId === undefined ? undefined : byId.get(parentSpanId);
    return parent === undefined ? 0 : depth(parent) + 1;
  };
  const begin = Math.min(...spans.map(startMs));
  return spans
    .map((span) => {
      const attribute = (key: string) => Object.values(span.attributes.find((one) => one.key === key)?.value ?? {})[0];
      const tokens = Number(attribute('__computed__.cumulative_token_count.total') ?? 0);
      const model = attribute('llm.response.model');
      const status = attribute('llmops.status');
      return {
        name: span.name,
        depth: depth(span),
        startMs: round(startMs(span) - begin),
        durationMs: round(milliseconds(span.startTimeUnixNano, span.endTimeUnixNano)),
        status: typeof status === 'string' ? status : '',
        ...(tokens > 0 && { tokens }),
        ...(typeof model === 'string' && { model }),
      };
    })
    .sort((one, other) => one.startMs - other.startMs || one.depth - other.depth);
}

function spansOf(text: string): readonly Span[] {
  try {
    const { resourceSpans } = JSON.parse(text) as Spans;
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  } catch {
    return [];
  }
}

function startMs({ startTimeUnixNano }: Span): number {
  return milliseconds('0', startTimeUnixNano);
}

/** Nanoseconds since 1970 are beyond what a double holds. */
function milliseconds(from: string, to: string): number {
  return Number((BigInt(to) - BigInt(from)) / 1000n) / 1000;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
