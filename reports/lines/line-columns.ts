import { type RunSummary } from '../../experiments';
import { scoredLines } from './scored-lines';

/** Names of all that lines hold, sorted: the same columns however the runs are ordered. */
export interface LineColumns {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly scores: readonly string[];
}

/** Reads the lines once for their columns, since a CSV file's header comes before its rows. */
export async function lineColumns(runs: readonly RunSummary[], signal?: AbortSignal): Promise<LineColumns> {
  const found = { inputs: new Set<string>(), outputs: new Set<string>(), scores: new Set<string>() };
  for (const run of runs) {
    for await (const line of scoredLines(run)) {
      signal?.throwIfAborted();
      for (const part of ['inputs', 'outputs', 'scores'] as const) {
        for (const name in line[part]) found[part].add(name);
      }
    }
  }
  const sorted = (names: ReadonlySet<string>) => [...names].sort();
  return { inputs: sorted(found.inputs), outputs: sorted(found.outputs), scores: sorted(found.scores) };
}
