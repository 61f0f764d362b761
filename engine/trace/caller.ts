/** What a request says of the trace that it is part of. */
export interface TraceCaller {
  /** The caller's span, below which the run's spans belong. */
  readonly parent?: TraceParent;
  /** What the caller wants to find again on the spans of its request. */
  readonly baggage: Readonly<Record<string, string>>;
}

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether the caller keeps its trace: a part of one that nobody keeps is of no use to a collector. */
  readonly sampled: boolean;
}

/** Most entries of a baggage. Source: W3C Baggage, limits. */
const mostEntries = 64;

/**
 * Reads the headers `traceparent` and `baggage`. What does not follow the standard is as good as absent: a request is
 * answered in any case. Sources: W3C Trace Context (Recommendation of 2021-11-23), W3C Baggage.
 */
export function readTraceCaller(headers: Readonly<Record<string, string | string[] | undefined>>): TraceCaller {
  const parent = readParent(first(headers['traceparent']));
  return { ...(parent === undefined ? {} : { parent }), baggage: readBaggage(headers['baggage']) };
}

function readParent(header: string): TraceParent | undefined {
  // A later version may have more fields; the first one has none.
  const match = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/.exec(header.trim());
  const [, version = '', traceId = '', spanId = '', flags = '', more] = match ?? [];
  if (match === null || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (parseInt(flags, 16) & 1) === 1 };
}

function readBaggage(header: string | string[] | undefined): Record<string, string> {
  const members = [header ?? []].flat().join(',').split(',').slice(0, mostEntries);
  return Object.fromEntries(
    members.flatMap((member) => {
      const [, key = '', value = ''] = /^\s*([^\s=;,]+)\s*=\s*([^;,]*)/.exec(member) ?? [];
      return key === '' ? [] : [[key, decoded(value.trim())]];
    }),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function first(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? '';
}
