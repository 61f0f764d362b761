import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type ExperimentEvent, type PlannedRun } from '../../experiments';
import { type Progress } from '../step-runner';

/** Hosts draw it or write it to logs: neither needs each of many thousand lines. */
const betweenMs = 200;

/** How many lines of how many runs are done, told to a step's host now and then. */
export class LineProgress {
  private readonly done = new Map<string, number>();
  private told = -Infinity;

  private constructor(
    private readonly total: number,
    private readonly progress: Progress,
  ) {}

  /** @param lines most lines of each dataset that run; undefined: all */
  static async of(runs: readonly PlannedRun[], lines: number | undefined, progress: Progress): Promise<LineProgress> {
    const sizes = new Map<string, number>();
    for (const { dataset } of runs) {
      if (!sizes.has(dataset.path))
        sizes.set(dataset.path, Math.min(await countLines(dataset.path), lines ?? Infinity));
    }
    const total = runs.reduce((sum, { dataset }) => sum + (sizes.get(dataset.path) ?? 0), 0);
    return new LineProgress(total, progress);
  }

  /** @param flow name of the flow that runs: events of several may come at once */
  event(flow: string, event: ExperimentEvent): void {
    if (event.type === 'run-started') return;
    const { run } = event;
    this.done.set(`${flow} ${run.id}`, event.type === 'line-ended' ? event.done : event.run.lines.total);
    const now = performance.now();
    if (now - this.told < betweenMs) return;
    this.told = now;
    const lines = [...this.done.values()].reduce((sum, count) => sum + count, 0);
    this.progress(Math.min(lines, this.total), this.total, `${flow} on ${run.dataset.name}: ${run.label}`);
  }
}

async function countLines(file: string): Promise<number> {
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line.trim() !== '') count += 1;
  }
  return count;
}
