import { setTimeout as sleep } from 'node:timers/promises';
import type { Flow, LineRun, RunOptions } from '../flow';
import type { Value } from '../values/value';

const patienceMs = 150;

/**
 * What a line gave, or that its Python process died, or hung, while other lines were in it: nobody knows which of them it
 * was.
 */
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
  private readonly closing = new AbortController();
  private readonly waiting: (() => void)[] = [];
  /** Most lines in one process. */
  private share: number;

  /** Starts with one loaded flow; `load` gives the others, up to `wanted` in all, while lines run already. */
  constructor(
    first: Flow,
    load: () => Promise<Flow>,
    wanted: number,
    private readonly concurrency: number,
  ) {
    this.lanes = [new Lane(first)];
    this.share = Math.ceil(concurrency / wanted);
    this.opening = this.open(load, wanted - 1);
  }

  get count(): number {
    return this.lanes.length;
  }

  async run(inputs: ReadonlyMap<string, Value>, options: RunOptions): Promise<LaneRun> {
    const lane = await this.freeLane();
    const line = { inCompany: lane.running.size > 0 };
    for (const other of lane.running) other.inCompany = true;
    lane.running.add(line);
    const crashesBefore = lane.crashes;
    try {
      const run = await lane.flow.execute(inputs, options);
      const code = run.result.error?.code;
      if (code === 'ProcessCrashError') lane.crashes++;
      if (code === 'LineExecutionTimeoutError' && !(await lane.flow.answers())) lane.crashes++;
      const harmed = run.result.status === 'Failed' && lane.crashes > crashesBefore;
      return harmed && line.inCompany ? 'crashed in company' : run;
    } finally {
      lane.running.delete(line);
      this.waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    this.closing.abort('closed');
    await Promise.all(this.lanes.map((lane) => lane.flow.close()));
    await this.opening;
  }

  /** Lines wait for their share of a process that is still to come, or they would all run in the first. */
  private async freeLane(): Promise<Lane> {
    for (;;) {
      const lane = this.lanes.reduce((least, other) => (other.running.size < least.running.size ? other : least));
      if (lane.running.size < this.share) return lane;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** A batch that is over in no time is not worth more processes. */
  private async open(load: () => Promise<Flow>, count: number): Promise<void> {
    const { signal } = this.closing;
    await sleep(patienceMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const more = Array.from({ length: count }, async () => {
      // A flow that loaded once but not again runs in fewer processes.
      const flow = await load().catch(() => undefined);
      if (signal.aborted) await flow?.close();
      else if (flow !== undefined) this.lanes.push(new Lane(flow));
    });
    await Promise.all(more);
    this.share = Math.ceil(this.concurrency / this.lanes.length);
    for (const wake of this.waiting.splice(0)) wake();
  }
}
