import { isNativeError } from 'node:util/types';

/** Whose mistake an error is: a flow's author or caller can mend a `user` error, a `system` error is ours or the machine's. */
export type Fault = 'user' | 'system';

export interface FlowErrorPlace {
  /** The node at fault. */
  readonly node?: string;
  /** Absolute path of the file at fault. */
  readonly file?: string;
  /** Line in that file, from 1. */
  readonly line?: number;
  /** Defaults to `user`. */
  readonly fault?: Fault;
  readonly cause?: unknown;
  /** Traceback of the Python code that failed. */
  readonly traceback?: string;
}

/**
 * What is wrong with a flow, or with one run of it. `code` is the name of the class of error that prompt flow raises in
 * the same case, so that tools written for prompt flow recognise it.
 */
export class FlowError extends Error {
  override readonly name = 'FlowError';
  readonly node?: string;
  readonly file?: string;
  readonly line?: number;
  readonly fault: Fault;
  readonly traceback?: string;

  constructor(
    readonly code: string,
    message: string,
    place: FlowErrorPlace = {},
  ) {
    super(message, place.cause === undefined ? undefined : { cause: place.cause });
    this.fault = place.fault ?? 'user';
    if (place.node !== undefined) this.node = place.node;
    if (place.file !== undefined) this.file = place.file;
    if (place.line !== undefined) this.line = place.line;
    if (place.traceback !== undefined) this.traceback = place.traceback;
  }

  /** The same error in other words, or with its place known better. */
  with(changes: FlowErrorPlace & { readonly message?: string }): FlowError {
    const { code, message, node, file, line, fault, traceback, cause } = this;
    const place = Object.entries({ node, file, line, fault, traceback, cause }).filter(
      ([, value]) => value !== undefined,
    );
    return new FlowError(code, changes.message ?? message, { ...Object.fromEntries(place), ...changes });
  }

  /** Anything thrown, as a `FlowError`; what is not one already is an error of the system. */
  static from(thrown: unknown, node?: string): FlowError {
    if (thrown instanceof FlowError) return thrown;
    const error = isNativeError(thrown) ? thrown : new Error(String(thrown));
    return new FlowError(error.name, error.message, {
      fault: 'system',
      cause: thrown,
      ...(node === undefined ? {} : { node }),
    });
  }
}
