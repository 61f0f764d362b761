import { basename, join, resolve } from 'node:path';
import type { BatchEvent, BatchResult } from '../../engine';
import { UserMistake } from '../failure';
import { openFlowOptions, parsePair, type FlowOptions } from '../flow-options';

export interface FlowRunRequest extends FlowOptions {
  readonly folder: string;
  readonly data: readonly string[];
  /** `input=${data.column}` or `input=literal`, as written on the command line. */
  readonly map: readonly string[];
  /** Folder of an earlier run to read. */
  readonly run?: string;
  /** Folder to write the run to. Default: a new one in `.llmops/runs/` of the project. */
  readonly out?: string;
  readonly resume: boolean;
  /** Keeps prompt flow's files for each line and node, too. */
  readonly artifacts?: boolean;
  readonly concurrency?: number;
  /** Seconds for each line. */
  readonly timeout?: number;
  readonly onEvent?: (event: BatchEvent) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs a flow over a dataset in this process.
 * @throws UserMistake for options that are not of the expected form
 * @throws FlowError for what cannot be begun, such as a run without data
 */
export async function flowRun(request: FlowRunRequest): Promise<BatchResult> {
  const { folder, data, map, run, out, resume, artifacts, concurrency, timeout, onEvent, signal } = request;
  if (resume && out === undefined) throw new UserMistake('--resume needs --out: the folder of the interrupted run.');
  const { runBatch } = await import('../../engine');
  const mapping = Object.fromEntries(map.map((pair) => parsePair('--map', pair)));
  const { load, close } = await openFlowOptions(request);
  try {
    return await runBatch(folder, {
      ...load,
      outdir: out ?? newRunFolder(request, load.variants ?? {}),
      data,
      mapping,
      resume,
      ...(artifacts === undefined ? {} : { artifacts }),
      ...(run === undefined ? {} : { runFolder: run }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
      ...(onEvent === undefined ? {} : { onEvent }),
      ...(signal === undefined ? {} : { signal }),
    });
  } finally {
    await close();
  }
}

function newRunFolder({ root, folder }: FlowRunRequest, variants: Readonly<Record<string, string>>): string {
  const variant = Object.values(variants).join('_') || 'default';
  const time = new Date().toISOString().replace(/[-:]/g, '').replace(/[T.]/g, '_').replace('Z', '');
  const name = basename(resolve(folder)).replace(':', '_');
  return join(root, '.llmops/runs', `${name}_${variant}_${time}`);
}
