import { resolve } from 'node:path';
import { dataFiles } from '../data/data-files';
import { FlowError } from '../error';
import type { LoadOptions } from '../load/load-flow';
import { checkMapping, type ColumnMapping } from './mapping';
import type { BatchEventHandler } from './result';
import type { RunRecord } from './run-files';
import { checkNewFolder } from './run-folder';
import { checkEarlierRun } from './sources';

export interface BatchOptions extends Omit<LoadOptions, 'concurrency' | 'onEvent'> {
  /** Folder to write the run to. It must be new, unless the run is resumed. */
  readonly outdir: string;
  /** Files with a record for each line, and folders of such files. */
  readonly data?: readonly string[];
  /** Folder of an earlier run, whose data and outputs the lines may take. Data or it must be given. */
  readonly runFolder?: string;
  /** Default: each input without a default takes the column of its name. */
  readonly mapping?: ColumnMapping;
  /** Takes no more than this many lines of the data, from the first. Default: all. */
  readonly lines?: number;
  /** Goes on with the interrupted run in `outdir`: lines that completed with the same inputs do not run again. */
  readonly resume?: boolean;
  /** Keeps prompt flow's files for each line and node, too. Default: only those that are one for the run. */
  readonly artifacts?: boolean;
  /** Most lines at one time. Default: `PF_WORKER_COUNT`, else 16. */
  readonly concurrency?: number;
  /** Seconds after which a line fails. Default: `PF_LINE_TIMEOUT_SEC`, else 600. */
  readonly timeoutSeconds?: number;
  /** Aborts the run: lines under way are left out, and what ended is kept. */
  readonly signal?: AbortSignal;
  readonly onEvent?: BatchEventHandler;
}

/** Finds what is wrong before anything is written. */
export async function checkRequest(
  outdir: string,
  { data = [], runFolder, mapping = {}, resume }: BatchOptions,
): Promise<void> {
  if (data.length === 0 && runFolder === undefined) {
    const message = 'Either run or data or resume from run must be specified for flow run.';
    throw new FlowError('UserErrorException', message);
  }
  checkMapping(mapping);
  for (const path of data) await dataFiles(resolve(path));
  if (runFolder !== undefined) await checkEarlierRun(resolve(runFolder));
  if (resume !== true) checkNewFolder(outdir);
}

/** The request as the run's folder keeps it. */
export function requestOf({
  data = [],
  runFolder,
  mapping = {},
  variants = {},
}: BatchOptions): Omit<RunRecord, 'flow' | 'status'> {
  const run = runFolder === undefined ? {} : { run: resolve(runFolder) };
  return { data: data.map((path) => resolve(path)), ...run, mapping, variants };
}

const own = [
  'outdir',
  'data',
  'runFolder',
  'mapping',
  'lines',
  'resume',
  'artifacts',
  'concurrency',
  'timeoutSeconds',
  'signal',
  'onEvent',
];

/** The loading's share of the options. */
export function loadOptionsOf(options: BatchOptions): LoadOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !own.includes(name)));
}
