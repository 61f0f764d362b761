import { FlowError } from '../../error';
import type { FlowEventHandler, TokenUsage } from '../../event';
import type { Value } from '../../values/value';
import type { SharedArgument } from '../executable';
import { ProcessEnded, WorkerFailure } from './process';
import type { Operations } from './protocol';

/** For whom the Python process works. */
export interface Caller {
  readonly node: string;
  readonly lineNumber: number | undefined;
  readonly emit: FlowEventHandler;
  /** Hears of tokens that the tool had models charge. */
  readonly onTokens?: (tokens: TokenUsage) => void;
  /** Lists and dicts whose changes others see. */
  readonly shared?: ReadonlyMap<string, SharedArgument> | undefined;
  /** Hears of such an argument, as the tool left it, where it changed it. */
  readonly onChanged?: (argument: string, value: Value) => void;
}

/** What went wrong in the Python process, as whoever asked for the operation is told. */
export function explain(error: unknown, operation: keyof Operations, caller: Caller | undefined): unknown {
  const node = caller === undefined ? {} : { node: caller.node };
  if (error instanceof ProcessEnded) {
    const line = caller?.lineNumber === undefined ? '' : ` while executing line ${caller.lineNumber}`;
    const message = `Process crashed${line}, with ${error.reason}. The Python process of the flow is started anew for the next call.`;
    return new FlowError('ProcessCrashError', message, { ...node, cause: error });
  }
  if (!(error instanceof WorkerFailure)) return error;
  const { code, type, message, traceback, fault = 'user' } = error.failure;
  if (code !== undefined) return new FlowError(code, message, { ...node, traceback, fault });
  if ((operation === 'call' || operation === 'next') && caller !== undefined) {
    const text = `Execution failure in '${caller.node}': (${type}) ${message}`;
    return new FlowError('ToolExecutionError', text, { ...node, traceback });
  }
  return new FlowError(type, message, { ...node, traceback, fault: 'system' });
}
