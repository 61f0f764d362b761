import { type Problem } from '../model/problem';

/** What the process answers: 0 done, 1 failed, 2 user mistake, 3 rejected or timed out, 4 gate not met. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** The caller asked for something that cannot be: nothing was done, and the message says what to change. */
export class UserMistake extends Error {
  readonly exitCode = 2;

  constructor(
    message: string,
    /** What to do instead. */
    readonly hint?: string,
    /** All mistakes of the configuration, where it is the configuration that is wrong. */
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
    this.name = 'UserMistake';
  }
}

/** A step could not finish. */
export class StepFailure extends Error {
  readonly exitCode = 1;

  constructor(
    message: string,
    readonly details: {
      /** One entry for each thing that went wrong: a Terraform diagnostic, an endpoint's answer. */
      readonly causes?: readonly string[];
      /** Commands or actions with which the user goes on. */
      readonly next?: readonly string[];
    } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'StepFailure';
  }
}

/** Somebody said no, or nobody was there to say yes. */
export class Rejected extends Error {
  readonly exitCode = 3;

  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
    this.name = 'Rejected';
  }
}

/** What was to be released does not meet its gates. */
export class GateNotMet extends Error {
  readonly exitCode = 4;

  constructor(
    message: string,
    readonly details: {
      /** One entry for each bound that was missed. */
      readonly causes: readonly string[];
      readonly next: readonly string[];
    },
  ) {
    super(message);
    this.name = 'GateNotMet';
  }
}
