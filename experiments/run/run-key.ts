import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type JsonValue } from '../../model';
import { type PlannedRun } from '../types';

/** What decides what a run gives, beside what is planned. */
export interface RunContent {
  /** Content hash of the flow's folder. */
  readonly flowHash: string;
  /** What the flow's connections lead to in this environment: endpoints and API versions, no secrets. */
  readonly connections: string;
  readonly inputs: Readonly<Record<string, JsonValue>>;
  /** Most lines of each dataset; absent: all. */
  readonly lines?: number;
}

/** Form of run folders: another one makes other keys, so that folders of older versions are left alone. */
const format = 1;

/** Names a run by all that decides its answers: a run of the same key need not be made again. */
export async function runKey(run: PlannedRun, content: RunContent): Promise<string> {
  const hash = createHash('sha256');
  const { flowHash, connections, inputs, lines } = content;
  hash.update(JSON.stringify([format, run.id, flowHash, connections, inputs, lines ?? null]));
  await pipeline(createReadStream(run.dataset.path), hash);
  return hash.digest('hex').slice(0, 16);
}
