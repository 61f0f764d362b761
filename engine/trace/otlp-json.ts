import { toSeconds, type Attributes, type Moment, type Span, type SpanEvent } from './span';

const kinds = { internal: 1, client: 3 } as const;
const statuses = { unset: 0, ok: 1, error: 2 } as const;

/** Which program the spans come from. */
export const resourceAttributes: Attributes = { 'service.name': 'llmops' };
export const scopeName = 'llmops.flow';

/**
 * Spans as one line of JSON: the body of a request in the OTLP/HTTP protocol, so that a collector's file receiver reads
 * a file of such lines. Put together as text, since a batch writes as many objects as it has attributes. Source:
 * OpenTelemetry protocol 1.9, opentelemetry/proto/trace/v1/trace.proto.
 */
export function formatSpans(spans: readonly Span[]): string {
  return `${head}${spans.map(formatSpan).join(',')}]}]}]}`;
}

const head = `{"resourceSpans":[{"resource":{"attributes":${keyValues(resourceAttributes)}},"scopeSpans":[{"scope":{"name":"${scopeName}"},"spans":[`;

function formatSpan(span: Span): string {
  const { traceId, spanId, parentSpanId, name, kind, start, end, attributes, events, status } = span;
  const parent = parentSpanId === undefined ? '' : `,"parentSpanId":"${parentSpanId}"`;
  const message = status.message === undefined ? '' : `,"message":${JSON.stringify(status.message)}`;
  return (
    `{"traceId":"${traceId}","spanId":"${spanId}"${parent},"name":${JSON.stringify(name)},"kind":${kinds[kind]}` +
    `,"startTimeUnixNano":"${nanoseconds(start)}","endTimeUnixNano":"${nanoseconds(end)}"` +
    `,"attributes":${keyValues(attributes)},"events":[${events.map(formatEvent).join(',')}]` +
    `,"status":{"code":${statuses[status.code]}${message}}}`
  );
}

function formatEvent({ name, time, attributes }: SpanEvent): string {
  return `{"name":${JSON.stringify(name)},"timeUnixNano":"${nanoseconds(time)}","attributes":${keyValues(attributes)}}`;
}

function nanoseconds(moment: Moment): string {
  const [seconds, rest] = toSeconds(moment);
  return `${seconds}${String(rest).padStart(9, '0')}`;
}

function keyValues(attributes: Attributes): string {
  let text = '';
  for (const [key, value] of Object.entries(attributes)) {
    text += `${text === '' ? '' : ','}{"key":${JSON.stringify(key)},"value":${anyValue(value)}}`;
  }
  return `[${text}]`;
}

function anyValue(value: Attributes[string]): string {
  if (typeof value === 'string') return `{"stringValue":${JSON.stringify(value)}}`;
  if (typeof value === 'boolean') return `{"boolValue":${value}}`;
  if (typeof value === 'number')
    return `{"${Number.isInteger(value) ? 'int' : 'double'}Value":${JSON.stringify(value)}}`;
  return `{"arrayValue":{"values":[${value.map(anyValue).join(',')}]}}`;
}
