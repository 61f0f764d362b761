/** One scoring request that the gateway answered, or one copy of it that it sent to a mirror. */
export interface RequestRecord {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly region: string;
  readonly endpoint: string;
  /** Absent where the request was refused before it was routed. */
  readonly deployment?: string;
  readonly status: number;
  readonly latencyMs: number;
  /** True for a copy: its caller got another deployment's answer. */
  readonly mirrored: boolean;
  /** Why it failed. */
  readonly error?: string;
}

const capacity = 200;

/** The latest scoring requests, newest first. */
export class RequestLog {
  private readonly records: RequestRecord[] = [];

  constructor(private readonly onRecord?: (record: RequestRecord) => void) {}

  add(record: RequestRecord): void {
    this.records.unshift(record);
    this.records.length = Math.min(this.records.length, capacity);
    this.onRecord?.(record);
  }

  recent(): readonly RequestRecord[] {
    return [...this.records];
  }
}
