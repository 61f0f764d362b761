import { FlowError } from '../error';

export interface CancellationOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** For the message when time is up. */
  readonly lineNumber?: number;
}

/** A signal that aborts with a `FlowError` when the caller's does, or when time is up. */
export class Cancellation {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly onAbort = (): void => {
    const reason: unknown = this.options.signal?.reason;
    const text = reason instanceof Error ? reason.message : String(reason);
    this.controller.abort(new FlowError('LineCanceledError', `The run was canceled: ${text}`, { cause: reason }));
  };

  constructor(private readonly options: CancellationOptions) {
    const { signal, timeoutMs } = options;
    if (signal?.aborted) this.onAbort();
    signal?.addEventListener('abort', this.onAbort);
    if (timeoutMs !== undefined) this.timer = setTimeout(() => this.expire(timeoutMs), timeoutMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Ends what is under way since part of it has failed. */
  abort(reason: FlowError): void {
    this.controller.abort(reason);
  }

  end(): void {
    clearTimeout(this.timer);
    this.options.signal?.removeEventListener('abort', this.onAbort);
  }

  private expire(timeoutMs: number): void {
    const line = this.options.lineNumber === undefined ? 'Line' : `Line ${this.options.lineNumber}`;
    const message = `${line} execution timeout for exceeding ${timeoutMs / 1000} seconds`;
    this.controller.abort(new FlowError('LineExecutionTimeoutError', message));
  }
}
