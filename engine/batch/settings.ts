import { availableParallelism } from 'node:os';
import { FlowError } from '../error';
import type { FlowInterface } from '../load/definition';
import { str } from '../values/python-text';

export interface BatchSettings {
  /** Most Python processes at one time. */
  readonly workers: number;
  readonly lineTimeoutMs: number;
  /** Undefined: the batch may take any time. */
  readonly batchTimeoutMs: number | undefined;
}

/** Prompt flow's variables for batches: of the caller, else of the flow's YAML, else of this process. */
export function batchSettings(
  definition: FlowInterface,
  given: Readonly<Record<string, string>>,
  timeoutSeconds: number | undefined,
): BatchSettings {
  const seconds = (name: string): number | undefined => {
    const declared = definition.environmentVariables.get(name);
    const text = given[name] ?? (declared === undefined ? process.env[name] : str(declared));
    if (text === undefined || text === '') return undefined;
    const value = Number(text);
    if (value > 0) return value;
    throw new FlowError('ValidationException', `${name} is '${text}'; it must be a number above 0.`);
  };
  const workers = seconds('PF_WORKER_COUNT');
  const batchTimeout = seconds('PF_BATCH_TIMEOUT_SEC');
  return {
    workers: workers === undefined ? availableParallelism() : Math.max(1, Math.floor(workers)),
    lineTimeoutMs: (timeoutSeconds ?? seconds('PF_LINE_TIMEOUT_SEC') ?? 600) * 1000,
    batchTimeoutMs: batchTimeout === undefined ? undefined : batchTimeout * 1000,
  };
}
