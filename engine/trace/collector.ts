import {
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Attributes as ApiAttributes,
  type HrTime,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { BatchSpanProcessor, ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { resourceAttributes, scopeName } from './otlp-json';
import { toSeconds, type Attributes, type Moment, type Span } from './span';

const kinds = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT };
const statuses = { unset: SpanStatusCode.UNSET, ok: SpanStatusCode.OK, error: SpanStatusCode.ERROR };
/** More spans than this wait for a slow collector only at the cost of memory; the SDK drops what comes beyond. */
const longestQueue = 65_536;
/** How long a run may be held up at its end by a collector that does not answer, unless OTEL_EXPORTER_OTLP_TIMEOUT says. */
const patienceMs = 3000;

/** Sends spans to a collector through OpenTelemetry's SDK, which reads OTEL_EXPORTER_OTLP_… from the environment. */
export class Collector {
  private constructor(
    private readonly processor: BatchSpanProcessor,
    private readonly resource: Resource,
  ) {}

  /** `onFailure` hears of spans that did not arrive. */
  static async open(onFailure: (error: Error) => void): Promise<Collector> {
    const [{ BatchSpanProcessor }, { OTLPTraceExporter }, resources] = await Promise.all([
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
    const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
    const hasTimeout = process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] ?? process.env['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'];
    const exporter = new OTLPTraceExporter(hasTimeout === undefined ? { timeoutMillis: patienceMs } : {});
    const processor = new BatchSpanProcessor(reporting(exporter, onFailure), { maxQueueSize: longestQueue });
    const resource = defaultResource()
      .merge(resourceFromAttributes(copy(resourceAttributes)))
      .merge(detectResources({ detectors: [envDetector] }));
    return new Collector(processor, resource);
  }

  send(spans: readonly Span[]): void {
    for (const span of spans) this.processor.onEnd(this.readable(span));
  }

  /** Sends what is left. What does not arrive is reported as at any time, and is no reason to fail. */
  async close(): Promise<void> {
    await this.processor.shutdown().catch(() => undefined);
  }

  private readable(span: Span): ReadableSpan {
    const context = (spanId: string) => ({ traceId: span.traceId, spanId, traceFlags: TraceFlags.SAMPLED });
    return {
      name: span.name,
      kind: kinds[span.kind],
      spanContext: () => context(span.spanId),
      ...(span.parentSpanId === undefined ? {} : { parentSpanContext: context(span.parentSpanId) }),
      startTime: hrTime(span.start),
      endTime: hrTime(span.end),
      status: { ...span.status, code: statuses[span.status.code] },
      attributes: copy(span.attributes),
      links: [],
      events: span.events.map(({ name, time, attributes }) => ({
        name,
        time: hrTime(time),
        attributes: copy(attributes),
      })),
      duration: hrTime(span.end - span.start),
      ended: true,
      resource: this.resource,
      instrumentationScope: { name: scopeName },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  }
}

/** The SDK's processor would keep a failed export to itself. */
function reporting(exporter: SpanExporter, onFailure: (error: Error) => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined) onFailure(result.error);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

function hrTime(moment: Moment): HrTime {
  return toSeconds(moment);
}

function copy(attributes: Attributes): ApiAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  );
}
