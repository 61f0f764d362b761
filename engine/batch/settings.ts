import { availableParallelism } from 'node:os';
import { FlowError } from '../error';
import type { FlowInterface } from '../load/definition';
import { str } from '../values/python-text';
import type { BatchOptions } from './request';

export interface BatchSettings {
  /** Most Python processes at one time. */
  readonly workers: number;
  /** Most lines at one time. */
  readonly concurrency: number;
  readonly lineTimeoutMs: number;
  /** Undefined: the batch may take any time. */
  readonly batchTimeoutMs: number | undefined;
  /** Of variables that will not do what they were set for. */
  readonly warnings: readonly string[];
}

/** Ways in which Python starts processes. Here they start alike, but a flow may still name one. */
const batchMethods = ['fork', 'spawn', 'forkserver'];

/** Prompt flow's variables for batches: of the caller, else of the flow's YAML, else of this process. */
export function batchSettings(
  definition: FlowInterface,
  given: Readonly<Record<string, string>>,
  { timeoutSeconds, concurrency }: Pick<BatchOptions, 'timeoutSeconds' | 'concurrency'>,
): BatchSettings {
  const variable = (name: string): string | undefined => {
    const declared = definition.environmentVariables.get(name);
    return given[name] ?? (declared === undefined ? process.env[name] : str(declared));
  };
  const seconds = (name: string): number | undefined => {
    const text = variable(name);
    if (text === undefined || text === '') return undefined;
    const value = Number(text);
    if (value > 0) return value;
    throw new FlowError('ValidationException', `${name} is '${text}'; it must be a number above 0.`);
  };
  const method = variable('PF_BATCH_METHOD') ?? '';
  const isKnown = method === '' || batchMethods.includes(method);
  const unknown = `PF_BATCH_METHOD is '${method}', which is none of ${batchMethods.join(', ')}. The default is used.`;
  const workers = positiveInteger(variable('PF_WORKER_COUNT'));
  const batchTimeout = seconds('PF_BATCH_TIMEOUT_SEC');
  return {
    workers: workers ?? availableParallelism(),
    // A worker of prompt flow runs one line at a time, so its number is how users limit what runs at once.
    concurrency: concurrency ?? workers ?? 16,
    lineTimeoutMs: (timeoutSeconds ?? seconds('PF_LINE_TIMEOUT_SEC') ?? 600) * 1000,
    batchTimeoutMs: batchTimeout === undefined ? undefined : batchTimeout * 1000,
    warnings: isKnown ? [] : [unknown],
  };
}

/** Anything else counts as no number at all. */
function positiveInteger(text: string | undefined): number | undefined {
  const value = /^\s*\+?\d+\s*$/.test(text ?? '') ? Number(text) : 0;
  return value > 0 ? value : undefined;
}
