import type { LineError } from '../flow';
import { errorObject, type ErrorObject } from './error-object';

/** Errors of a batch's lines and of its aggregation, so far as a file is to list them. */
export interface BatchErrors {
  readonly lines: readonly { readonly lineNumber: number; readonly error: LineError }[];
  readonly aggregation?: LineError;
}

/** The error of a run: what went wrong first, and below it what went wrong in each line. */
export function bulkError(error: LineError, { lines, aggregation }: BatchErrors): ErrorObject {
  const errors = [
    ...lines.map((line) => ({ line_number: line.lineNumber, error: errorObject(line.error) })),
    ...(aggregation === undefined
      ? []
      : [{ aggregation_node_name: aggregation.node ?? '', error: errorObject(aggregation) }]),
  ];
  const message = error.code === 'BulkRunException' ? error.message : `First error message is: ${error.message}`;
  return {
    ...errorObject({ ...error, message }),
    innerError: { code: 'BulkRunException', innerError: null },
    ...(errors.length === 0 ? {} : { additionalInfo: [{ type: 'BulkRunErrors', info: { errors } }] }),
  };
}
