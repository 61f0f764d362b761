import { FlowError } from '../../error';
import { ProcessEnded, WorkerFailure } from './process';
import type { Operations } from './protocol';

interface Asker {
  readonly node: string;
  readonly lineNumber: number | undefined;
}

/** What went wrong in the Python process, as whoever asked for the operation is told. */
export function explain(error: unknown, operation: keyof Operations, caller: Asker | undefined): unknown {
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
  return new FlowError(type, message, { ...node, traceback });
}
