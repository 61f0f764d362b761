import { randomFillSync } from 'node:crypto';

/** A piece of work in a trace, with the fields that OpenTelemetry gives it. */
export interface Span {
  /** 32 hexadecimal digits, shared by all spans of one run. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** `client` for work that another service did. */
  readonly kind: 'internal' | 'client';
  readonly start: Moment;
  readonly end: Moment;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly status: SpanStatus;
}

export interface SpanEvent {
  readonly name: string;
  readonly time: Moment;
  readonly attributes: Attributes;
}

export interface SpanStatus {
  readonly code: 'unset' | 'ok' | 'error';
  readonly message?: string;
}

export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Milliseconds since 1970, with a fraction: as fine as the machine's clock. */
export type Moment = number;

export function now(): Moment {
  return performance.timeOrigin + performance.now();
}

/** Whole seconds and the nanoseconds beyond them: a double cannot hold all nanoseconds since 1970. */
export function toSeconds(moment: Moment): [seconds: number, nanoseconds: number] {
  const microseconds = Math.round(moment * 1000);
  return [Math.floor(microseconds / 1e6), (microseconds % 1e6) * 1000];
}

export function newTraceId(): string {
  return randomHex(16);
}

export function newSpanId(): string {
  return randomHex(8);
}

/** Random bytes cost as much for one identifier as for hundreds. */
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}
