import { type ExperimentResult } from '../experiments';

/** Which direction of a metric is good. */
export type Direction = 'higher' | 'lower';

export interface ReportOptions {
  /** Folder to write to; made where it is not there. Files of an earlier report are replaced. */
  readonly folder: string;
  /**
   * Which direction is good, by `<evaluation>.<metric>`. Default: what the gates' bounds tell (`min`: higher, `max`:
   * lower), and `higher` for all others.
   */
  readonly better?: Readonly<Record<string, Direction>>;
  /** Name of the environment, for a report of no flow. Default: the folder's name. */
  readonly environment?: string;
  /** Why there was no experiment, where somebody left it out: the reports say so. */
  readonly skipped?: string;
  /** Where reviewers find the HTML, such as the artifact's address. Default: the file's path. */
  readonly htmlLocation?: string;
  readonly signal?: AbortSignal;
}

/** Absolute paths of what was written. */
export interface ReportFiles {
  readonly html: string;
  readonly markdown: string;
  /** One row a line. */
  readonly details: string;
  /** One row a run. */
  readonly metrics: string;
}

/** What every kind of report is made of. */
export interface ReportSource {
  readonly environment: string;
  readonly results: readonly ExperimentResult[];
  readonly better: Readonly<Record<string, Direction>>;
  readonly skipped?: string;
}
