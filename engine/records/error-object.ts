import type { LineError } from '../flow';

/** An error as prompt flow's files hold it: whose mistake it is, then the class of the error. */
export interface ErrorObject {
  readonly message: string;
  readonly messageFormat: string;
  readonly messageParameters: Readonly<Record<string, unknown>>;
  readonly referenceCode: string;
  readonly code: 'UserError' | 'SystemError';
  readonly innerError: { readonly code: string; readonly innerError: null };
  readonly additionalInfo?: readonly { readonly type: string; readonly info: unknown }[];
  readonly debugInfo?: { readonly type: string; readonly message: string; readonly stackTrace: string };
}

export function errorObject(error: LineError): ErrorObject {
  const { code, message, fault, traceback, node } = error;
  const details = code === 'ToolExecutionError' ? toolDetails(error) : undefined;
  return {
    message,
    messageFormat: details === undefined ? message : "Execution failure in '{node_name}'.",
    messageParameters: details === undefined ? {} : { node_name: node ?? '' },
    referenceCode: details === undefined ? 'Executor' : 'Tool/__pf_main__',
    code: fault === 'user' ? 'UserError' : 'SystemError',
    innerError: { code, innerError: null },
    ...(details === undefined ? {} : { additionalInfo: [{ type: 'ToolExecutionErrorDetails', info: details }] }),
    ...(traceback === undefined ? {} : { debugInfo: { type: code, message, stackTrace: traceback } }),
  };
}

/** The exception of a tool, and the innermost place in the flow's code that its traceback names. */
function toolDetails({ message, traceback = '' }: LineError): Readonly<Record<string, unknown>> {
  const [, type, text] = /: \((\w+)\) (.*)$/s.exec(message) ?? [];
  const [, filename, line, name] = [...traceback.matchAll(/^ *File "(.+)", line (\d+), in (.+)$/gm)].at(-1) ?? [];
  return {
    type: type ?? null,
    message: text ?? message,
    traceback,
    filename: filename ?? null,
    lineno: line === undefined ? null : Number(line),
    name: name ?? null,
  };
}
