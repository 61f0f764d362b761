import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Dataset } from '../../model';
import { type RunSummary } from '../types';
import { type HashedEvaluation } from './options';

/** The engine's record of a run's lines: inputs, answers, times, tokens. */
const linesFile = 'details.jsonl';
/** Form of evaluation folders: another one makes other keys, so that folders of older versions are left alone. */
const format = 1;

/**
 * Names an evaluation by all that decides what it says. The answers themselves are part of it: a run that was made
 * again, under the same key, is judged again.
 */
export async function evaluationKey(
  run: RunSummary,
  { flowHash, inputs }: HashedEvaluation,
  judge: Dataset,
  connections: string,
): Promise<string> {
  const files = [join(run.folder, linesFile), run.dataset.path, judge.path];
  const digests = await Promise.all(files.map(digest));
  return createHash('sha256')
    .update(JSON.stringify([format, flowHash, inputs, connections, digests]))
    .digest('hex')
    .slice(0, 16);
}

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
