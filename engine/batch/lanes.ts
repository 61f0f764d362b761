import type { Flow, LineRun, RunOptions } from '../flow';
import type { Value } from '../values/value';

/** What a line gave, or that its Python process died while other lines were in it: nobody knows which of them it was. */
export type LaneRun = LineRun | 'crashed in company';

class Lane {
  readonly running = new Set<{ inCompany: boolean }>();
  crashes = 0;

  constructor(readonly flow: Flow) {}
}

/** A flow loaded several times over, each with a Python process of its own. Lines go where the fewest run. */
export class Lanes {
  private readonly lanes: Lane[];
  private readonly opening: Promise<void>;
  private closed = false;

  /** Starts with one loaded flow; `load` gives the others, up to `wanted` in all, while lines run already. */
  constructor(first: Flow, load: () => Promise<Flow>, wanted: number) {
    this.lanes = [new Lane(first)];
    const more = Array.from({ length: wanted - 1 }, async () => {
      // A flow that loaded once but not again runs in fewer processes.
      const flow = await load().catch(() => undefined);
      if (this.closed) await flow?.close();
      else if (flow !== undefined) this.lanes.push(new Lane(flow));
    });
    this.opening = Promise.all(more).then(() => undefined);
  }

  get count(): number {
    return this.lanes.length;
  }

  async run(inputs: ReadonlyMap<string, Value>, options: RunOptions): Promise<LaneRun> {
    const lane = this.lanes.reduce((least, other) => (other.running.size < least.running.size ? other : least));
    const line = { inCompany: lane.running.size > 0 };
    for (const other of lane.running) other.inCompany = true;
    lane.running.add(line);
    const crashesBefore = lane.crashes;
    try {
      const run = await lane.flow.execute(inputs, options);
      if (run.result.error?.code === 'ProcessCrashError') lane.crashes++;
      const harmed = run.result.status === 'Failed' && lane.crashes > crashesBefore;
      return harmed && line.inCompany ? 'crashed in company' : run;
    } finally {
      lane.running.delete(line);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.lanes.map((lane) => lane.flow.close()));
    await this.opening;
  }
}
