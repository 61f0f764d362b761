export type CommandName =
  | 'validate'
  | 'synth'
  | 'register'
  | 'plan'
  | 'apply'
  | 'deploy'
  | 'experiment'
  | 'evaluate'
  | 'test-endpoint'
  | 'status'
  | 'destroy'
  | 'bootstrap';

export interface StepTitle {
  readonly id: string;
  readonly title: string;
}

export type StepStatus = 'succeeded' | 'failed' | 'skipped';

/**
 * What a command tells its host while it works. A terminal draws a live list from it, a pipeline's log gets lines,
 * `--json` gets one object a line. Times are in milliseconds.
 */
export type RunEvent =
  | {
      readonly type: 'started';
      readonly command: CommandName;
      readonly env: string;
      readonly sandbox: boolean;
      readonly steps: readonly StepTitle[];
    }
  | { readonly type: 'step-started'; readonly step: string; readonly title: string }
  | {
      readonly type: 'step-progress';
      readonly step: string;
      readonly done: number;
      readonly total: number;
      readonly message: string;
    }
  | {
      readonly type: 'step-finished';
      readonly step: string;
      readonly title: string;
      readonly status: StepStatus;
      readonly durationMs: number;
      /** What came of it, in a few words: `3 to add`, `2 of 7 new`. */
      readonly outcome: string;
    }
  | { readonly type: 'warning'; readonly message: string };

/** Takes the events of a command, in the order in which they happen. */
export type Emit = (event: RunEvent) => void;

/** A question that the host answers: a prompt in a terminal, `--yes`, an approval in a pipeline. */
export interface Confirmation {
  readonly question: string;
  /** What is about to happen, line by line. */
  readonly details: readonly string[];
  /** Aborted when the question is not open any more: nobody answered in time. */
  readonly signal?: AbortSignal;
}

/** Answers a confirmation; rejects with `Rejected` where nobody can be asked. */
export type Confirm = (confirmation: Confirmation) => Promise<boolean>;
