import { type Emit, type StepTitle } from './events';

export type Progress = (done: number, total: number, message: string) => void;

/** What a step answers: its value, and what came of it in a few words. */
export interface StepOutcome<Value> {
  readonly value: Value;
  readonly outcome: string;
  /** There was nothing to do. */
  readonly skipped?: boolean;
}

/** Runs steps one after another and tells the host of each; keeps which ones are done, for the message of a failure. */
export class StepRunner {
  readonly done: string[] = [];

  private readonly steps: StepTitle[];

  constructor(
    steps: readonly StepTitle[],
    private readonly emit: Emit,
  ) {
    this.steps = [...steps];
  }

  /** Adds a step that turned out to be needed; answers its id. */
  add(step: StepTitle): string {
    this.steps.push(step);
    return step.id;
  }

  get notDone(): string[] {
    return this.steps.map(({ title }) => title).filter((title) => !this.done.includes(title));
  }

  async run<Value>(
    id: string,
    work: (progress: Progress) => StepOutcome<Value> | Promise<StepOutcome<Value>>,
  ): Promise<Value> {
    const title = this.steps.find((step) => step.id === id)?.title ?? id;
    const start = performance.now();
    const finished = (status: 'succeeded' | 'failed' | 'skipped', outcome: string) => {
      const durationMs = Math.round(performance.now() - start);
      this.emit({ type: 'step-finished', step: id, title, status, durationMs, outcome });
    };
    this.emit({ type: 'step-started', step: id, title });
    try {
      const { value, outcome, skipped } = await work((done, total, message) =>
        this.emit({ type: 'step-progress', step: id, done, total, message }),
      );
      this.done.push(title);
      finished(skipped ? 'skipped' : 'succeeded', outcome);
      return value;
    } catch (error) {
      finished('failed', error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
}
