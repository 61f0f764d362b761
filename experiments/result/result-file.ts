import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type ExperimentResult } from '../types';

/** Form of `experiment.json` that this version writes and reads. */
const formatVersion = 1;

/** A result file that is there but cannot be used. The message names the file, the fault, and the way out. */
export class ExperimentFileError extends Error {
  constructor(
    readonly file: string,
    fault: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(`${file} is not the result of an experiment: ${fault}.`, options);
    this.name = 'ExperimentFileError';
  }
}

/** Folder in which an environment keeps a flow's experiment: runs, evaluations, result, reports and labels. */
export function experimentFolder(dataDirectory: string, environment: string, flow: string): string {
  return join(dataDirectory, 'experiments', environment, flow);
}

/** The result of the experiment whose folder it is. */
export function experimentFile(folder: string): string {
  return join(folder, 'experiment.json');
}

// What this package wrote is whole, as it is written atomically: only another version's file is to be told apart.
const header = z.looseObject({ formatVersion: z.number() });
const shape = z.looseObject({
  formatVersion: z.literal(formatVersion),
  flow: z.string(),
  environment: z.string(),
  createdAt: z.iso.datetime(),
  flowHash: z.string(),
  runs: z.array(z.looseObject({ id: z.string(), folder: z.string(), status: z.string() })),
  gates: z.array(z.looseObject({ gate: z.string(), passed: z.boolean() })),
});

/**
 * What the last experiment found; undefined where there was none.
 * @throws ExperimentFileError where the file holds something else, such as the result that another version wrote
 */
export async function readExperiment(file: string): Promise<ExperimentResult | undefined> {
  const content = await readJson(file);
  if (content === undefined) return undefined;
  const { data: found } = header.safeParse(content);
  if (found !== undefined && found.formatVersion !== formatVersion) {
    const fault = `it has format ${found.formatVersion}, and this version of llmops-cdktf reads ${formatVersion}`;
    throw new ExperimentFileError(file, fault, again);
  }
  const parsed = shape.safeParse(content);
  if (!parsed.success) {
    throw new ExperimentFileError(file, z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '), again);
  }
  // As it was written: parsing would put the keys in another order.
  return content as ExperimentResult;
}

const again = 'Delete the file and run the experiment again: runs of this version are reused.';

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ExperimentFileError(file, 'it does not hold valid JSON', again, { cause: error });
  }
}

/** Writes a result so that a reader finds either the old one or the new one, whole. */
export async function writeExperiment(file: string, result: ExperimentResult): Promise<void> {
  const { default: writeFileAtomic } = await import('write-file-atomic');
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify(result, undefined, 2)}\n`);
}
