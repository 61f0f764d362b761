import { toSeconds, type Attributes, type Moment, type Span } from './span';

const kinds = { internal: 1, client: 3 } as const;
const statuses = { unset: 0, ok: 1, error: 2 } as const;

/** Which program the spans come from. */
export const resourceAttributes: Attributes = { 'service.name': 'llmops' };
export const scopeName = 'llmops.flow';

/**
 * Spans as one line of JSON: the body of a request in the OTLP/HTTP protocol, so that a collector's file receiver reads
 * a file of such lines. Source: OpenTelemetry protocol 1.9, opentelemetry/proto/trace/v1/trace.proto.
 */
export function formatSpans(spans: readonly Span[]): string {
  const scopeSpans = [{ scope: { name: scopeName }, spans: spans.map(formatSpan) }];
  return JSON.stringify({ resourceSpans: [{ resource: { attributes: keyValues(resourceAttributes) }, scopeSpans }] });
}

function formatSpan(span: Span): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: kinds[span.kind],
    startTimeUnixNano: nanoseconds(span.start),
    endTimeUnixNano: nanoseconds(span.end),
    attributes: keyValues(span.attributes),
    events: span.events.map(({ name, time, attributes }) => ({
      name,
      timeUnixNano: nanoseconds(time),
      attributes: keyValues(attributes),
    })),
    status: { code: statuses[span.status.code], ...message(span) },
  };
}

function message({ status }: Span): object {
  return status.message === undefined ? {} : { message: status.message };
}

function nanoseconds(moment: Moment): string {
  const [seconds, rest] = toSeconds(moment);
  return `${seconds}${String(rest).padStart(9, '0')}`;
}

function keyValues(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: Attributes[string]): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  return { arrayValue: { values: value.map(anyValue) } };
}
